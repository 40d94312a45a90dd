// The rarer life of a crossing: offences, goods in a warehouse, samples, calls, reversals, contradictions, the weighing.
import type { ReactNode } from 'react';

import type { Card, Command, DepositView } from '../api/messages';
import { Icon, type Picture } from '../frame/icon';
import { useClock, useNames } from '../post/post';
import { useMoney, useNumber } from '../texts/money';
import { type Key, useTexts } from '../texts/texts';
import { ActButtons } from './acts';
import { subjectLabel } from './describe';
import { Badge, type Tone } from './status';

export function Marks({ card }: { card: Card }) {
  return (
    <>
      <Divergences card={card} />
      <Reversals card={card} />
      <Offences card={card} />
      <Calls card={card} />
      <Samples card={card} />
      <Deposits card={card} />
      <Weighing card={card} />
    </>
  );
}

function Panel({ id, title, picture, children }: { id: string; title: Key; picture: Picture; children: ReactNode }) {
  const { t } = useTexts();
  return (
    <section className="panel" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}><Icon name={picture} /> {t(title)}</h2>
      <ul className="things">{children}</ul>
    </section>
  );
}

function Thing({ edge, tone, picture, state, what, of, children, label }: { edge: string; tone: Tone; picture: Picture; state: string; what: string; of?: (command: Command) => boolean; children?: ReactNode; label?: (command: Command) => string }) {
  return (
    <li className={edge}>
      <div className="thing-head"><Badge tone={tone} picture={picture}>{state}</Badge><strong>{what}</strong></div>
      {children}
      {of && <ActButtons of={of} label={label} />}
    </li>
  );
}

/// The instant on the clocks of both states.
function Both({ card, at }: { card: Card; at: string }) {
  const clock = useClock();
  return <>{[card.exit_state, card.entry_state].map((state) => <span key={state} className="two-clock">{state} {clock.dayTime(at, state)}</span>)}</>;
}

function Offences({ card }: { card: Card }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  if (card.offences.length === 0) return null;
  return (
    <Panel id="offences" title="mark.offences" picture="law">
      {card.offences.map((one) => (
        <Thing
          key={one.id} edge={one.settled ? 'done' : 'bad-edge'} tone={one.settled ? 'good' : 'bad'} picture={one.settled ? 'check' : 'alarm'}
          state={one.settled ? t('mark.settled') : t('mark.unsettled')} what={word('offence', one.kind)}
          of={(command) => 'offence' in command && command.type !== 'RecordOffence' && command.offence === one.id}
        >
          <p>{subjectLabel(texts, card, one.subject)}</p>
          <p className="hint"><span className="state-tag">{one.state}</span> {names.agency(one.agency)} · <Both card={card} at={one.at} /></p>
        </Thing>
      ))}
    </Panel>
  );
}

function Deposits({ card }: { card: Card }) {
  const texts = useTexts();
  const { t } = texts;
  if (card.deposits.length === 0) return null;
  return (
    <Panel id="deposits" title="mark.deposits" picture="box">
      {card.deposits.map((one) => (
        <Thing
          key={one.id} edge={one.open ? 'warn-edge' : 'done'} tone={one.open ? 'warn' : 'good'} picture={one.open ? 'lock' : 'check'}
          state={one.open ? t('mark.stored') : t('mark.reloaded')} what={subjectLabel(texts, card, one.consignment)}
          of={(command) => command.type === 'ReloadGoods' && command.deposit === one.id}
        >
          <p>{one.place} <span className="hint"><Both card={card} at={one.at} /></span></p>
          <Costs card={card} deposit={one} />
        </Thing>
      ))}
    </Panel>
  );
}

function Costs({ card, deposit }: { card: Card; deposit: DepositView }) {
  const { t, word } = useTexts();
  const clock = useClock();
  const money = useMoney();
  if (deposit.costs.length === 0) return null;
  const totals = new Map<string, number>();
  for (const { amount } of deposit.costs) totals.set(amount.currency, (totals.get(amount.currency) ?? 0) + amount.hundredths);
  return (
    <table className="costs">
      <tbody>
        {deposit.costs.map((one, index) => (
          <tr key={index}><td>{word('fee', one.fee)}</td><td className="hint">{clock.dayTime(one.at, card.entry_state)} {card.entry_state}</td><td className="number">{money(one.amount)}</td></tr>
        ))}
      </tbody>
      <tfoot>
        {[...totals].map(([currency, hundredths]) => <tr key={currency}><th scope="row" colSpan={2}>{t('mark.total')}</th><td className="number">{money({ hundredths, currency })}</td></tr>)}
      </tfoot>
    </table>
  );
}

function Samples({ card }: { card: Card }) {
  const texts = useTexts();
  const { t } = texts;
  const names = useNames();
  if (card.samples.length === 0) return null;
  return (
    <Panel id="samples" title="mark.samples" picture="search">
      {card.samples.map((one) => {
        const [tone, picture, state] = one.fit == null ? (['info', 'clock', t('mark.at_laboratory')] as const) : one.fit ? (['good', 'check', t('mark.fit')] as const) : (['bad', 'cross', t('mark.unfit')] as const);
        return (
          <Thing key={one.id} edge={one.fit == null ? 'info-edge' : one.fit ? 'done' : 'bad-edge'} tone={tone} picture={picture} state={state} what={subjectLabel(texts, card, one.consignment)} of={(command) => command.type === 'ReportSample' && command.sample === one.id}>
            <p>{names.control(one.control)} · {one.laboratory}</p>
            <p className="hint"><Both card={card} at={one.at} /></p>
          </Thing>
        );
      })}
    </Panel>
  );
}

function Calls({ card }: { card: Card }) {
  const texts = useTexts();
  const { t } = texts;
  const names = useNames();
  if (card.calls.length === 0) return null;
  return (
    <Panel id="calls" title="mark.calls" picture="person">
      {card.calls.map((one) => (
        <Thing key={one.id} edge={one.unanswered ? 'warn-edge' : 'info-edge'} tone={one.unanswered ? 'warn' : 'info'} picture={one.unanswered ? 'alarm' : 'clock'} state={one.unanswered ? t('mark.unanswered') : t('mark.waits')} what={names.control(one.control)}>
          <p>{subjectLabel(texts, card, one.subject)}</p>
          <p className="hint">{t('mark.called_by', { state: names.state(one.state) })} · <Both card={card} at={one.at} /></p>
        </Thing>
      ))}
    </Panel>
  );
}

const answers: Record<string, [Tone, Picture]> = { open: ['info', 'clock'], granted: ['good', 'check'], declined: ['mute', 'cross'] };

function Reversals({ card }: { card: Card }) {
  const { word } = useTexts();
  if (card.reversals.length === 0) return null;
  return (
    <Panel id="reversals" title="mark.reversals" picture="swap">
      {card.reversals.map((one) => {
        const [tone, picture] = answers[one.answer] ?? ['mute', 'dash'];
        return (
          <Thing
            key={one.id} edge={one.answer === 'open' ? 'info-edge' : 'done'} tone={tone} picture={picture} state={word('answer', one.answer)} what={`${card.entry_state} → ${card.exit_state}`}
            of={(command) => command.type === 'AnswerReversal' && command.request === one.id}
            label={(command) => word('give', command.type === 'AnswerReversal' && command.granted ? 'granted' : 'declined')}
          />
        );
      })}
    </Panel>
  );
}

function Divergences({ card }: { card: Card }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  if (card.divergences.length === 0) return null;
  return (
    <Panel id="divergences" title="mark.divergences" picture="swap">
      {card.divergences.map((one) => (
        <Thing
          key={one.kind + one.about + one.control} edge="bad-edge" tone="bad" picture="alarm" state={t('mark.against', { first: one.first_state, second: one.second_state })} what={word('divergence', one.kind)}
          of={(command) => command.type === 'ResolveDivergence' && command.about === one.about && command.kind === one.kind && command.control === one.control}
          label={(command) => t('more.whose', { state: command.type === 'ResolveDivergence' && command.keep === one.first ? one.first_state : one.second_state })}
        >
          <p>{[one.control && names.control(one.control), subjectLabel(texts, card, one.about)].filter(Boolean).join(' · ')}</p>
        </Thing>
      ))}
    </Panel>
  );
}

function Weighing({ card }: { card: Card }) {
  const { t } = useTexts();
  const number = useNumber();
  const { weighing } = card;
  if (!weighing) return null;
  return (
    <section className="panel" aria-labelledby="weighing-title">
      <h2 id="weighing-title"><Icon name="law" /> {t('mark.weighing')} <span className="count mono">{weighing.certificate}</span></h2>
      <dl className="facts">
        <dt>{t('mark.gross')}</dt><dd>{t('mark.kg', { mass: number(weighing.gross_kg) })}</dd>
        <dt>{t('mark.axles')}</dt><dd>{weighing.axles_kg.map((one) => t('mark.kg', { mass: number(one) })).join(' · ')}</dd>
      </dl>
      <p className="hint"><Both card={card} at={weighing.at} /></p>
    </section>
  );
}

/// Only where there is more to count than one driver.
export function Headcount({ card }: { card: Card }) {
  const { t } = useTexts();
  const count = card.headcount;
  if (count.in < 2 && count.detained === 0) return null;
  return <p className="hint headcount">{t('mark.headcount', { ...count })}</p>;
}
