// What came of a comparison: what each layout uses, what it does to each flow, and how sure that is.
import type { Simulated, SimulatedFlow } from '../api/messages';
import { useNames } from '../post/post';
import { useDays } from '../texts/days';
import { useMoney, useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';
import { Differences } from './differences';
import { Followed } from './followed';
import { useDecimal, useMinutes, usePercentOf } from './numbers';
import { TeamHours } from './team_hours';

export function useLayoutName(result: Simulated): (index: number) => string {
  const { word, t } = useTexts();
  return (index) => {
    const one = result.layouts[index];
    if (!one) return '';
    const again = result.layouts.findIndex(({ layout }) => layout === one.layout) < index; // compared with itself
    return word('layout', one.layout, one.title) + (again ? ` (${t('layouts.once_more')})` : '');
  };
}

export const flowKey = (flow: SimulatedFlow) => `${flow.flow} ${flow.exit_state}`;

export function useFlowName(): (flow: SimulatedFlow) => string {
  const { word } = useTexts();
  const names = useNames();
  return (flow) => `${word('flow', flow.flow, names.trafficClass(flow.traffic_class))}, ${flow.exit_state} → ${flow.entry_state}`;
}

export function Result({ id, result, seconds }: { id: string; result: Simulated; seconds: string }) {
  const { t } = useTexts();
  const { day } = useDays();
  const number = useNumber();
  const percent = usePercentOf();
  const named = useLayoutName(result);
  const unsettled = result.layouts.map((one, i) => ({ one, i })).filter(({ one }) => !one.settles);
  return (
    <div className="simulated" data-state="done">
      <section className="panel">
        <h2>{t('layouts.result')}</h2>
        <p>{t('layouts.what', { days: result.days, warm_up: result.warm_up_days, replications: result.replications, traffic: percent(result.traffic_percent * 10), date: day(result.law_date), seed: number(result.seed), seconds })}</p>
        <p>{t(`staffing_hint.${result.staffing}`)}</p>
        {unsettled.map(({ one, i }) => <p key={one.layout} className="note warn">{t('layouts.unsettled', { layout: named(i) })}</p>)}
        {result.layouts.some((one) => !one.precise) && <p className="note warn">{t('layouts.imprecise')}</p>}
        <p className="files">
          <a href={`/api/v1/simulations/${id}/report`} target="_blank" rel="noreferrer">{t('layouts.report')}</a>
          <a href={`/api/v1/simulations/${id}/flows.csv`} download>{t('layouts.csv')}</a>
        </p>
      </section>
      <Uses result={result} />
      <Releases result={result} />
      {result.layouts.length > 1 && <Differences result={result} />}
      <TeamHours result={result} />
      <Followed id={id} result={result} />
      <Again result={result} />
    </div>
  );
}

/// Officers, devices and money of each layout: what its times are bought with.
function Uses({ result }: { result: Simulated }) {
  const { t, word } = useTexts();
  const number = useNumber();
  const money = useMoney();
  const percent = usePercentOf();
  const hours = useDecimal(0), tenths = useDecimal(1);
  const named = useLayoutName(result);
  const kept = result.layouts.some((one) => one.keep_a_day);
  const costs = result.layouts[0]?.costs ?? [];
  return (
    <section className="panel scrolls" tabIndex={0} aria-label={t('layouts.uses')}>
      <table className="figures uses">
        <caption>{t('layouts.uses')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('layouts.layout')}</th>
            <th scope="col">{t('layouts.officers')}</th>
            <th scope="col">{t('layouts.officer_hours')}</th>
            <th scope="col">{t('layouts.utilisation')}</th>
            <th scope="col">{t('layouts.devices')}</th>
            <th scope="col">{t('layouts.inside')}</th>
            {kept && <th scope="col">{t('layouts.keep')}</th>}
            {costs.map((cost) => <th key={cost.code} scope="col">{word('study_cost', cost.code, cost.title)}: {word('study_row', cost.row)}<span className="hint">{t('layouts.opened', { each: money(cost.each) })}</span></th>)}
          </tr>
        </thead>
        <tbody>
          {result.layouts.map((one, i) => (
            <tr key={i}>
              <th scope="row">{named(i)}{i === 0 && result.layouts.length > 1 && <span className="badge mute">{t('layouts.base')}</span>}</th>
              <td>{number(one.officers)}</td>
              <td>{hours(one.officer_minutes_a_day / 60)}<span className="hint">{t('layouts.at_work', { hours: hours(one.busy_minutes_a_day / 60) })}</span></td>
              <td>{percent(one.utilisation_thousandths)}</td>
              <td>{number(one.devices)}</td>
              <td>{tenths(one.inside_thousandths / 1000)}</td>
              {kept && <td>{one.keep_a_day ? money(one.keep_a_day) : '—'}</td>}
              {one.costs.map((cost) => <td key={cost.code}>{cost.per_vehicle ? money(cost.per_vehicle) : '—'}<span className="hint">{t('layouts.opened_a_day', { money: money(cost.a_day), n: tenths(cost.deposits_a_day_thousandths / 1000) })}</span></td>)}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">{t('layouts.uses_hint')}</p>
      <Staff result={result} />
    </section>
  );
}

/// The same by agency and state.
function Staff({ result }: { result: Simulated }) {
  const { t } = useTexts();
  const names = useNames();
  const number = useNumber();
  const percent = usePercentOf();
  const named = useLayoutName(result);
  const keys = [...new Set(result.layouts.flatMap((one) => one.staff.map(({ state, agency }) => `${state} ${agency}`)))].sort();
  return (
    <details>
      <summary>{t('layouts.by_agency')}</summary>
      <table className="figures">
        <thead><tr><th scope="col">{t('layouts.agency')}</th>{result.layouts.map((_, i) => <th key={i} scope="col">{named(i)}<span className="hint">{t('layouts.officers')} · {t('layouts.utilisation')}</span></th>)}</tr></thead>
        <tbody>
          {keys.map((key) => {
            const [state = '', agency = ''] = key.split(' ');
            return (
              <tr key={key}>
                <th scope="row">{state}, {names.agency(agency)}</th>
                {result.layouts.map((layout, i) => {
                  const one = layout.staff.find((staff) => staff.state === state && staff.agency === agency);
                  return <td key={i}>{one ? `${number(one.officers)} · ${percent(one.utilisation_thousandths)}` : '—'}</td>;
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}

/// Mean with its interval, median and ninetieth percentile, side by side.
function Releases({ result }: { result: Simulated }) {
  const { t } = useTexts();
  const number = useNumber();
  const minutes = useMinutes();
  const named = useLayoutName(result);
  const flowName = useFlowName();
  return (
    <section className="panel scrolls" tabIndex={0} aria-label={t('layouts.releases')}>
      <table className="figures releases">
        <caption>{t('layouts.releases')}</caption>
        <thead>
          <tr><th scope="col">{t('layouts.flow')}</th>{result.layouts.map((_, i) => <th key={i} scope="col">{named(i)}</th>)}</tr>
        </thead>
        <tbody>
          {result.flows.map((flow) => (
            <tr key={flowKey(flow)}>
              <th scope="row">{flowName(flow)}</th>
              {flow.layouts.map((one, i) => (
                <td key={i}>
                  {one.release ? (
                    <>
                      <strong>{minutes(one.release.ms)}</strong>
                      {one.release.interval && <span className="hint">{minutes(one.release.interval.low_ms)} … {minutes(one.release.interval.high_ms)}</span>}
                      <span className="hint">{t('layouts.median_p90', { median: minutes(one.median_ms ?? 0), p90: minutes(one.p90_ms ?? 0) })}</span>
                      <span className="hint">{t('layouts.road', { mean: minutes(one.road?.ms ?? 0) })} · n {number(one.vehicles)}</span>
                    </>
                  ) : t('layouts.nobody')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">{t('layouts.releases_hint')}</p>
    </section>
  );
}

/// How somebody else comes to the same figures.
function Again({ result }: { result: Simulated }) {
  const { t } = useTexts();
  const named = useLayoutName(result);
  return (
    <section className="panel again">
      <h2>{t('layouts.run_again')}</h2>
      <p>{t('layouts.run_again_text')}</p>
      {result.command && <pre className="mono" tabIndex={0}>{result.command}</pre>}
      <dl className="facts">
        {result.layouts.map((one, i) => <div key={i}><dt>{named(i)}</dt><dd className="mono">{one.hash}</dd></div>)}
        <div><dt>{result.overlay_file}</dt><dd className="mono">{result.overlay_hash}</dd></div>
      </dl>
    </section>
  );
}
