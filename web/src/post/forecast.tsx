// The next eight hours: bands that the server made of many runs from what stands at the post now. It is drawn anew when a newer
// forecast is there, and does not move between.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { forecastQuery } from '../api/queries';
import type { ForecastFlow, ForecastPast, ForecastRun, ForecastView } from '../api/messages';
import { ProblemNote } from '../law/refusal';
import { link } from '../route';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';
import { BandChart } from './band_chart';
import { useAge, useClock, useDomainNow, useNames, usePost } from './post';

const old_ms = 30 * 60_000; // of the domain: so much older and the page says so
const most_listed = 200;
type What = 'inside' | 'waiting';

export default function Forecast() {
  const { t } = useTexts();
  const { data, error } = useQuery(forecastQuery);
  return (
    <details className="panel forecast" open>
      <summary>{t('forecast.title')}</summary>
      {error && <ProblemNote error={error} />}
      {data && !data.overlay && <p className="hint">{t('forecast.no_overlay')}</p>}
      {data?.trouble && <p className="note bad">{t('forecast.trouble', { why: data.trouble })}</p>}
      {data?.overlay && !data.run && !data.trouble && <p className="waiting" role="status">{t('forecast.under_way')}</p>}
      {data?.run && <Run view={data} run={data.run} />}
    </details>
  );
}

function Run({ view, run }: { view: ForecastView; run: ForecastRun }) {
  const { t, word } = useTexts();
  const names = useNames();
  const [chosen, setChosen] = useState('//');
  const [what, setWhat] = useState<What>('inside');
  const key = (flow: ForecastFlow) => `${flow.flow}/${flow.exit_state}/${flow.entry_state}`;
  const nameOf = (flow: ForecastFlow) => [
    flow.flow ? word('flow', flow.flow, names.trafficClass(flow.traffic_class)) : t('forecast.all'),
    flow.exit_state && `${flow.exit_state} → ${flow.entry_state}`,
  ].filter(Boolean).join(', ');
  const flow = run.flows.find((one) => key(one) === chosen) ?? run.flows[0];
  if (!flow) return null;
  return (
    <>
      <div className="forecast-choice">
        <label>{t('forecast.who')}
          <select value={key(flow)} onChange={(event) => setChosen(event.target.value)}>
            {run.flows.map((one) => <option key={key(one)} value={key(one)}>{nameOf(one)}</option>)}
          </select>
        </label>
        <label>{t('forecast.where')}
          <select value={what} onChange={(event) => setWhat(event.target.value as What)}>
            <option value="inside">{t('forecast.inside')}</option>
            <option value="waiting">{t('forecast.waiting')}</option>
          </select>
        </label>
      </div>
      <Age run={run} />
      <BandChart band={flow[what]} from={run.at} step_min={run.step_min} label={`${nameOf(flow)}: ${t(`forecast.${what}`)}`} />
      <p className="hint">{t('forecast.bands')}</p>
      <Hours run={run} flow={flow} what={what} />
      <WaysOut run={run} />
      <Still run={run} />
      <Past past={view.past} />
      <Origin view={view} run={run} />
    </>
  );
}

/// Said only where it is old: then the chart shows hours that are over in part.
function Age({ run }: { run: ForecastRun }) {
  const { t } = useTexts();
  const age = useAge();
  const now = useDomainNow(5_000);
  const old = now - Date.parse(run.at);
  return old > old_ms ? <p className="note warn">{t('forecast.old', { age: age(old) })}</p> : null;
}

const quarter_hours = (run: ForecastRun) => 60 / run.step_min;

function Hours({ run, flow, what }: { run: ForecastRun; flow: ForecastFlow; what: What }) {
  const { t } = useTexts();
  const clock = useClock();
  const state = usePost().states[0]!.code;
  const number = useNumber();
  const age = useAge();
  const band = flow[what];
  const time = (index: number) => clock.time(Date.parse(run.at) + index * run.step_min * 60_000, state);
  const duration = (ms: number | null | undefined) => (ms == null ? t('forecast.beyond') : age(ms));
  return (
    <details className="forecast-table">
      <summary>{t('forecast.table')}</summary>
      <div className="scroll" tabIndex={0} role="region" aria-label={t('forecast.table')}>
        <table>
          <thead>
            <tr><th scope="col">{t('forecast.at')}</th><th scope="col">{t('forecast.low')}</th><th scope="col">{t('forecast.middle')}</th><th scope="col">{t('forecast.high')}</th></tr>
          </thead>
          <tbody>
            {band.p50.map((middle, index) => index % quarter_hours(run) === 0 && (
              <tr key={index}><th scope="row">{time(index)}</th><td>{number(band.p5[index]!)}</td><td>{number(middle)}</td><td>{number(band.p95[index]!)}</td></tr>
            ))}
          </tbody>
        </table>
        {flow.hours.length > 0 && (
          <table>
            <caption>{t('forecast.arrivals')}</caption>
            <thead>
              <tr><th scope="col">{t('forecast.hour')}</th><th scope="col">{t('forecast.come')}</th><th scope="col">{t('forecast.half')}</th><th scope="col">{t('forecast.nine')}</th></tr>
            </thead>
            <tbody>
              {flow.hours.map((one, index) => (
                <tr key={one.from}><th scope="row">{time(index * quarter_hours(run))}</th><td>{number(Math.round(one.vehicles * 10) / 10)}</td><td>{duration(one.release_p50_ms)}</td><td>{duration(one.release_p90_ms)}</td></tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </details>
  );
}

function WaysOut({ run }: { run: ForecastRun }) {
  const { t } = useTexts();
  const clock = useClock();
  const state = usePost().states[0]!.code;
  const at = (when: string | null | undefined) => (when ? clock.time(when, state) : t('forecast.beyond'));
  const list = [...run.vehicles].sort((a, b) => (a.p50 ?? '~').localeCompare(b.p50 ?? '~')).slice(0, most_listed);
  if (list.length === 0) return null;
  return (
    <details className="forecast-table">
      <summary>{t('forecast.out')} <span className="count">{run.vehicles.length}</span></summary>
      <div className="scroll" tabIndex={0} role="region" aria-label={t('forecast.out')}>
        <table>
          <thead>
            <tr><th scope="col">{t('forecast.vehicle')}</th><th scope="col">{t('forecast.half')}</th><th scope="col">{t('forecast.nine')}</th></tr>
          </thead>
          <tbody>
            {list.map((one) => (
              <tr key={one.crossing}><th scope="row"><a {...link(`/crossings/${one.crossing}`)}>{one.plate || t('forecast.on_foot')}</a></th><td>{at(one.p50)}</td><td>{at(one.p90)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Still({ run }: { run: ForecastRun }) {
  const { t, word } = useTexts();
  const count = run.still.reduce((sum, one) => sum + one.vehicles, 0);
  if (count === 0) return null;
  return <p>{t('forecast.still', { count, why: run.still.map((one) => `${word('beyond', one.why)} ${one.vehicles}`).join(', ') })}</p>;
}

function Past({ past }: { past: ForecastPast | null | undefined }) {
  const { t } = useTexts();
  const number = useNumber();
  if (!past) return <p className="hint">{t('forecast.past_awaited')}</p>;
  if (past.days === 0) return <p className="hint">{t('forecast.no_past')}</p>;
  const tenth = (value: number) => number(Math.round(value * 10) / 10);
  return <p>{t('forecast.past', { count: past.days, vehicles: tenth(past.inside_mae), share: number(Math.round(past.in_band * 100)), minutes: tenth(past.release_mae_min) })}</p>;
}

function Origin({ view, run }: { view: ForecastView; run: ForecastRun }) {
  const { t } = useTexts();
  const clock = useClock();
  const number = useNumber();
  const state = usePost().states[0]!.code;
  return (
    <>
      <p className="hint">{t('forecast.staffed', { staffed: run.staffed, desks: run.desks })}</p>
      <p className="hint">{t('forecast.origin', { at: clock.exact(run.at, state), state, replications: run.replications, seed: run.seed, seconds: number(Math.round(run.seconds * 100) / 100), file: view.file })}</p>
    </>
  );
}
