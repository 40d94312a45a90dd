// What will change, on a line of time: which provisions begin and end, and what that makes of controls and powers.
import type { LawChange } from '../api/messages';
import { useNames } from '../post/post';
import { useDays } from '../texts/days';
import { useTexts } from '../texts/texts';

type Direction = LawChange['directions'][number];
type ControlChange = Direction['controls'][number];
type Cited = LawChange['begun'][number];

const same = (one: ControlChange) => one.was?.effect === one.is?.effect && one.was?.depth === one.is?.depth;

export function Changes({ changes }: { changes: LawChange[] }) {
  const { t } = useTexts();
  const names = useNames();
  const days = useDays();
  if (changes.length === 0) return <p className="hint">{t('law.no_changes')}</p>;
  return (
    <ol className="changes">
      {changes.map((change) => (
        <li key={change.at}>
          <h3><time dateTime={change.day}>{days.day(change.day)}</time> <span className="hint">{t('law.midnight', { state: names.state(change.state) })}</span></h3>
          <Provisions title={t('law.begun')} list={change.begun} />
          <Provisions title={t('law.ended')} list={change.ended} />
          <Provisions title={t('law.reworded')} list={change.reworded} />
          {change.directions.map((one) => <DirectionChange key={one.exit_state} direction={one} />)}
        </li>
      ))}
    </ol>
  );
}

function Provisions({ title, list }: { title: string; list: Cited[] }) {
  const { t } = useTexts();
  if (list.length === 0) return null;
  return (
    <details className="change-part">
      <summary>{title} <span className="count">{list.length}</span></summary>
      <ul className="provision-lines">
        {list.map((one) => <li key={one.id}><strong>{t('law.article_short', { article: one.article })}</strong> <span lang="en">{one.text}</span> <cite className="hint" lang="en">{one.instrument}</cite></li>)}
      </ul>
    </details>
  );
}

function DirectionChange({ direction }: { direction: Direction }) {
  const { t, word } = useTexts();
  const names = useNames();
  const real = direction.controls.filter((one) => !same(one));
  const basis = direction.controls.length - real.length;
  const effect = (answer: ControlChange['was']) => (answer ? word('effect', answer.effect) : t('law.nothing_said'));
  const figures = [
    real.length > 0 && t('law.controls_change', { number: real.length }),
    basis > 0 && t('law.basis_changes', { number: basis }),
    direction.powers.length > 0 && t('law.powers_change', { number: direction.powers.length }),
    direction.clauses.length > 0 && t('law.clauses_change', { number: direction.clauses.length }),
  ].filter(Boolean);
  if (figures.length === 0) return null;
  return (
    <details className="change-part">
      <summary><span className="mono">{direction.exit_state} → {direction.entry_state}</span> {figures.join(' · ')}</summary>
      <ul className="provision-lines">
        {real.map((one, index) => (
          <li key={index}>
            <strong>{names.control(one.control)}</strong> <span className="state-tag">{one.state}</span> {word('side', one.side)} · {one.classes.map(names.trafficClass).join(', ')}:{' '}
            {effect(one.was)} → <strong>{effect(one.is)}</strong>
            <span className="hint sentence" lang="en">{one.sentence}</span>
          </li>
        ))}
        {direction.powers.map((one, index) => (
          <li key={`p${index}`}><strong>{word('power', one.act)}</strong> · {one.gained ? t('law.gained') : t('law.lost')} <span className="hint sentence" lang="en">{one.sentence}</span></li>
        ))}
        {direction.clauses.map((one, index) => (
          <li key={`c${index}`}><strong>{word('clause', one.clause)}</strong>: {one.was} → {one.is} <span className="hint sentence" lang="en">{one.sentence}</span></li>
        ))}
      </ul>
    </details>
  );
}
