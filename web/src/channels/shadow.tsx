// What another version would have said of all that was lodged in the last thirty days. Nothing is decided by it.
import { useQuery } from '@tanstack/react-query';

import type { Channel } from '../api/lodging_messages';
import { shadowQuery } from '../api/lodging_queries';
import { Plate } from '../crossing/status';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { ChannelBadge } from '../lodging/channel';
import { useClock } from '../post/post';
import { link } from '../route';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';

const columns: Channel[] = ['green', 'yellow', 'orange', 'red'];

export function Shadow({ state, agency, version }: { state: string; agency: string; version: number }) {
  const { t } = useTexts();
  const number = useNumber();
  const clock = useClock();
  const named = (rule: string) => (rule === 'otherwise' ? <span className="hint">{t('lodged.by_none')}</span> : rule === 'random' ? <span className="hint">{t('lodged.by_chance')}</span> : <span className="hint mono">{rule}</span>);
  const found = useQuery(shadowQuery(state, agency, version));
  if (found.error) return <ProblemNote error={found.error} />;
  if (!found.data) return <p className="waiting" role="status">{t('shadow.counting')}</p>;
  const { movements, changed, against, from, to, whole, table, rules, cases } = found.data;
  return (
    <section className="panel shadow-report">
      <h2>{t('shadow.title', { version })}</h2>
      <p className="note"><Icon name="eye_off" /> {t('shadow.nothing_decided')}</p>
      <p>{against == null ? t('shadow.against_none') : t('shadow.against', { version: against })} {t('shadow.counted', { movements: number(movements), changed: number(changed), from: clock.day(from, state), to: clock.day(to, state) })}</p>
      {!whole && <p className="note warn"><Icon name="alarm" /> {t('shadow.not_whole')}</p>}
      <div className="scrolls" tabIndex={0} role="region" aria-label={t('shadow.table')}>
        <table className="figures from-to">
          <caption>{t('shadow.table')}</caption>
          <thead><tr><th scope="col">{t('shadow.published')}</th>{columns.map((one) => <th key={one} scope="col"><ChannelBadge channel={one} short /></th>)}</tr></thead>
          <tbody>{table.map((row) => <tr key={row.published}><th scope="row"><ChannelBadge channel={row.published} short /></th>{row.shadow.map((count, index) => <td key={columns[index]} className={`number${count > 0 && columns[index] !== row.published ? ' differs' : ''}`}>{number(count)}</td>)}</tr>)}</tbody>
        </table>
      </div>
      {rules.length > 0 && <><h3>{t('shadow.rules')}</h3><dl className="facts">{rules.map((one) => <div key={one.rule} className="fact-row"><dt>{named(one.rule)}</dt><dd>{t('shadow.hits', { count: one.hits })}</dd></div>)}</dl></>}
      {cases.length > 0 && (
        <>
          <h3>{t('shadow.cases')}</h3>
          <ul className="plain-list">
            {cases.map((one) => (
              <li key={one.lodgement}><a {...link(`/expected/${one.lodgement}`)}><Plate text={one.plate || one.reference} /></a> <span className="mono">{one.reference}</span> <ChannelBadge channel={one.published} short /> <Icon name="arrow" /> <ChannelBadge channel={one.shadow} short /> {named(one.rule)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
