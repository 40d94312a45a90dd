// Why: every past act with the provision it rested on, every control with what the law made of it, every refusal.
import { useQuery } from '@tanstack/react-query';

import type { Card, ControlBasis, Explanation } from '../api/messages';
import { explanationQuery } from '../api/queries';
import { ProvisionNote } from '../law/provision';
import { ProblemNote, sentence } from '../law/refusal';
import { useClock, useNames } from '../post/post';
import { useTexts } from '../texts/texts';
import { subjectLabel } from './describe';

export default function WhyOfCrossing({ card }: { card: Card }) {
  const { t } = useTexts();
  const why = useQuery(explanationQuery(card.id));
  if (why.error) return <ProblemNote error={why.error} />;
  if (!why.data) return <p className="waiting" role="status">{t('frame.loading')}</p>;
  return (
    <div className="explanation">
      <ActsDone card={card} why={why.data} />
      <ControlsAsked card={card} why={why.data} />
      <Refusals why={why.data} />
    </div>
  );
}

function useBasisWords() {
  const { word } = useTexts();
  const names = useNames();
  return (one: ControlBasis) =>
    [names.control(one.control), word('side', one.side), word('effect', one.effect) + (one.depth === 'none' ? '' : ` (${word('depth', one.depth)})`), ...one.facts.map(names.fact)].join(' · ');
}

function ActsDone({ card, why }: { card: Card; why: Explanation }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  const clock = useClock();
  const basis = useBasisWords();
  return (
    <section className="panel" aria-labelledby="why-acts">
      <h2 id="why-acts">{t('explain.acts')} <span className="count">{why.acts.length}</span></h2>
      <table className="list plain explained">
        <thead><tr><th scope="col">{t('field.at')}</th><th scope="col">{t('explain.act')}</th><th scope="col">{t('explain.by')}</th><th scope="col">{t('explain.rests_on')}</th></tr></thead>
        <tbody>
          {why.acts.map((one) => (
            <tr key={one.seq}>
              <td className="mono">{[card.exit_state, card.entry_state].map((state) => <span key={state} className="two-clock">{state} {clock.time(one.at, state)}</span>)}</td>
              <td>
                <strong>{word('event', one.type)}</strong>
                {one.control && <p className="hint">{subjectLabel(texts, card, one.control.subject)} · {t('explain.law_said', { words: basis(one.control) })}</p>}
              </td>
              <td><span className="state-tag">{one.state}</span> {names.agency(one.agency)} · {word('role', one.role)}</td>
              <td>
                <ProvisionNote provision={one.provision} />
                {one.control && one.control.provision.id !== one.provision.id && <><br /><ProvisionNote provision={one.control.provision} /></>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ControlsAsked({ card, why }: { card: Card; why: Explanation }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  return (
    <section className="panel" aria-labelledby="why-controls">
      <h2 id="why-controls">{t('explain.controls')} <span className="count">{why.controls.length}</span></h2>
      <table className="list plain explained">
        <thead><tr><th scope="col">{t('crossing.control')}</th><th scope="col">{t('field.subject')}</th><th scope="col">{t('field.side')}</th><th scope="col">{t('explain.effect')}</th><th scope="col">{t('explain.rests_on')}</th></tr></thead>
        <tbody>
          {why.controls.map((one) => (
            <tr key={one.control + one.subject + one.side}>
              <td><strong>{names.control(one.control)}</strong></td>
              <td>{subjectLabel(texts, card, one.subject)}{one.facts.length > 0 && <p className="hint">{one.facts.map(names.fact).join(', ')}</p>}</td>
              <td><span className="state-tag">{one.state}</span> {word('side', one.side)}</td>
              <td>{word('effect', one.effect)}{one.depth !== 'none' && ` (${word('depth', one.depth)})`}</td>
              <td><ProvisionNote provision={one.provision} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Refusals({ why }: { why: Explanation }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  const clock = useClock();
  if (why.refusals.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="why-refusals">
      <h2 id="why-refusals">{t('explain.refusals')} <span className="count">{why.refusals.length}</span></h2>
      <ul className="provision-lines">
        {why.refusals.map((one, index) => (
          <li key={index}>
            <span className="mono">{clock.time(one.at, one.state)} {one.state}</span> {names.agency(one.agency)} · <strong>{word('command', one.command)}</strong>: {sentence(texts, one.code, one.sentence)} <ProvisionNote provision={one.provision} />
          </li>
        ))}
      </ul>
    </section>
  );
}
