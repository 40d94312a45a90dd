// Holds by age and owner, and requests of the exit side for one.
import { Icon } from '../frame/icon';
import type { Card } from '../api/messages';
import { useAge, useClock, useDomainNow, useNames } from '../post/post';
import { useTexts } from '../texts/texts';
import { ActButtons } from './acts';
import { subjectLabel } from './describe';
import { Badge, type Tone } from './status';

const holdTones: Record<string, Tone> = { open: 'warn', lifted: 'good', expired: 'mute' };

export function Holds({ card }: { card: Card }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  const clock = useClock();
  const age = useAge();
  const now = useDomainNow(10_000);
  if (card.holds.length === 0) return null;
  const holds = [...card.holds].sort((a, b) => Number(b.status === 'open') - Number(a.status === 'open') || a.placed.localeCompare(b.placed));
  return (
    <section className="panel" aria-labelledby="holds-title">
      <h2 id="holds-title"><Icon name="pause" /> {t('hold.title')}</h2>
      <ul className="things">
        {holds.map((hold) => (
          <li key={hold.id} className={hold.status === 'open' ? 'warn-edge' : 'done'}>
            <div className="thing-head">
              <Badge tone={holdTones[hold.status] ?? 'mute'} picture={hold.status === 'open' ? 'pause' : 'check'}>{word('hold_status', hold.status)}</Badge>
              <strong>{word('reason', hold.reason)}</strong>
              {hold.status === 'open' && <span className="age">{age(now - Date.parse(hold.placed))}</span>}
            </div>
            <dl className="facts">
              <dt>{t('hold.covers')}</dt>
              <dd>{word('scope', hold.scope)} · {subjectLabel(texts, card, hold.subject)}{hold.item > 0 ? ` · ${t('crossing.item', { item: hold.item })}` : ''}</dd>
              <dt>{t('hold.owner')}</dt>
              <dd><span className="state-tag">{hold.state}</span> {names.agency(hold.agency)} · {hold.officer}</dd>
              {hold.evidence && <><dt>{t('hold.evidence')}</dt><dd>{hold.evidence}</dd></>}
              <dt>{t('hold.expires')}</dt>
              <dd>
                {[card.exit_state, card.entry_state].map((state) => <span key={state} className="two-clock">{state} {clock.dayTime(hold.expires, state)}</span>)}
              </dd>
            </dl>
            <ActButtons of={(command) => command.type === 'LiftHold' && command.hold === hold.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const answerTones: Record<string, Tone> = { open: 'info', granted: 'warn', declined: 'mute' };

export function Requests({ card }: { card: Card }) {
  const texts = useTexts();
  const { t, word } = texts;
  if (card.requests.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="requests-title">
      <h2 id="requests-title"><Icon name="question" /> {t('request.title')}</h2>
      <ul className="things">
        {card.requests.map((request) => (
          <li key={request.id}>
            <div className="thing-head">
              <Badge tone={answerTones[request.answer] ?? 'mute'}>{word('answer', request.answer)}</Badge>
              <strong>{word('reason', request.reason)}</strong>
            </div>
            <p><span className="state-tag">{request.state}</span> {subjectLabel(texts, card, request.subject)}</p>
            <ActButtons of={(command) => command.type === 'AnswerRequest' && command.request === request.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}
