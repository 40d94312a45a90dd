// Entries that somebody says were wrong: what stood there, what is right, who asked, who decided; and the two forms.
import type { Card, Command, CorrectedField, CorrectionView, SubjectKind, SubjectView } from '../api/messages';
import { maskedOf } from '../api/right_messages';
import { ChoiceField, TextField } from '../frame/field';
import { Icon, type Picture } from '../frame/icon';
import { useClock } from '../post/post';
import { MaskedValue } from '../right/masked';
import { useTexts } from '../texts/texts';
import { ActButtons } from './acts';
import { subjectLabel } from './describe';
import type { Filled } from './filling';
import { Badge, type Tone } from './status';

const looks: Record<string, [Tone, Picture]> = { open: ['info', 'clock'], granted: ['good', 'check'], declined: ['mute', 'cross'] };

export default function Corrections({ card }: { card: Card }) {
  const texts = useTexts();
  const { t, word } = texts;
  const clock = useClock();
  return (
    <section className="panel" aria-labelledby="corrections-title" data-part="corrections">
      <h2 id="corrections-title"><Icon name="pen" /> {t('correction.title')}</h2>
      <ul className="things">
        {card.corrections.map((one) => {
          const [tone, picture] = looks[one.answer] ?? ['mute', 'pen'];
          return (
            <li key={one.id} className={one.answer === 'open' ? 'info-edge' : 'done'} data-correction={one.answer}>
              <div className="thing-head"><Badge tone={tone} picture={picture}>{word('answer', one.answer)}</Badge><strong>{word('field', one.field)}</strong> <span>{subjectLabel(texts, card, one.subject)}</span></div>
              <Change card={card} one={one} />
              {one.reason && <p>{one.reason}</p>}
              <p className="hint"><span className="state-tag">{one.state}</span> {t('correction.asked_by', { name: one.asked_by })} · {one.state} {clock.dayTime(one.asked, one.state)}</p>
              {one.answered_by && one.answered && <p className="hint">{t('correction.answered_by', { name: one.answered_by })} · {one.state} {clock.dayTime(one.answered, one.state)}</p>}
              <ActButtons of={(command) => command.type === 'AnswerCorrection' && command.correction === one.id} label={(command) => word('give', command.type === 'AnswerCorrection' && command.granted ? 'granted' : 'declined')} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/// What stood there, and what is to stand there.
function Change({ card, one }: { card: Card; one: CorrectionView }) {
  const { t } = useTexts();
  const at = card.corrections.indexOf(one);
  const shown = (name: 'before' | 'after') => {
    const masked = maskedOf(card).find(({ place }) => place === `/corrections/${at}/${name}`);
    if (masked) return <MaskedValue masked={masked} />;
    return one[name] ?? <em className="gone">{t('correction.not_readable')}</em>;
  };
  return (
    <dl className="facts">
      <dt>{t('correction.before')}</dt><dd>{shown('before')}</dd>
      <dt>{t('correction.after')}</dt><dd><strong>{shown('after')}</strong></dd>
    </dl>
  );
}

const fieldsOf: Record<SubjectKind, CorrectedField[]> = { vehicle: ['plate', 'gross_kg'], person: ['name', 'document', 'nationality'], consignment: ['reference', 'goods', 'commodity'] };

function present(card: Card, subject: SubjectView, field: CorrectedField): string {
  switch (field) {
    case 'plate': return card.plate;
    case 'gross_kg': return card.weighing ? String(card.weighing.gross_kg) : '';
    case 'name':
    case 'reference': return subject.label;
    case 'document': return subject.document ?? '';
    case 'nationality': return subject.nationality ?? '';
    case 'goods': return subject.goods ?? '';
    case 'commodity': return subject.commodity ?? '';
  }
}

interface Props {
  card: Card;
  command: Command;
  filled: Filled;
  set: (change: Partial<Filled>) => void;
}

export function RequestFields({ card, command, filled, set }: Props) {
  const { t, word } = useTexts();
  const subject = card.subjects.find((one) => command.type === 'RequestCorrection' && one.id === command.subject);
  if (!subject) return null;
  const fields = fieldsOf[subject.kind].filter((one) => one !== 'gross_kg' || card.weighing);
  const now = filled.entry && present(card, subject, filled.entry);
  return (
    <>
      <ChoiceField label={t('correction.entry')} value={filled.entry} onChange={(entry) => set({ entry: entry as CorrectedField })} choices={fields.map((value) => ({ value, text: word('field', value) }))} required autoFocus hint={now ? t('correction.stands', { value: now }) : undefined} />
      <TextField label={t('correction.after')} value={filled.right} onChange={(right) => set({ right })} required mono={filled.entry !== 'goods' && filled.entry !== 'name'} kind={filled.entry === 'gross_kg' ? 'number' : 'text'} hint={filled.entry === 'nationality' ? t('correction.nationality_hint') : undefined} />
      <TextField label={t('form.because')} value={filled.because} onChange={(because) => set({ because })} long required />
      <p className="hint">{t('correction.asking')}</p>
    </>
  );
}

export function AnswerFields({ card, command }: Props) {
  const { t, word } = useTexts();
  const one = card.corrections.find(({ id }) => command.type === 'AnswerCorrection' && id === command.correction);
  if (!one || command.type !== 'AnswerCorrection') return null;
  return (
    <>
      <p className={`note ${command.granted ? 'warn' : 'info'}`}>{t(command.granted ? 'correction.granting' : 'correction.declining')}</p>
      <p><strong>{word('field', one.field)}</strong></p>
      <Change card={card} one={one} />
      {one.reason && <p>{one.reason}</p>}
      <p className="hint"><span className="state-tag">{one.state}</span> {t('correction.asked_by', { name: one.asked_by })}</p>
    </>
  );
}
