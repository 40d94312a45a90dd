// The same vehicles in another layout: a difference stands with its interval, and is called none where chance may have made it.
import type { PairedView, Simulated } from '../api/messages';
import { useTexts } from '../texts/texts';
import { useDecimal, useMinutes } from './numbers';
import { flowKey, useFlowName, useLayoutName } from './result';

export const verdictOf = (one: PairedView) => (!one.known || !one.interval ? 'too_few' : !one.distinguishable ? 'not_distinguishable' : one.ms < 0 ? 'shorter' : 'longer');

export function Differences({ result }: { result: Simulated }) {
  return result.layouts.slice(1).map((_, i) => <Difference key={i} result={result} at={i} />);
}

const parts = ['working', 'driving', 'held', 'waiting'] as const;

function Difference({ result, at }: { result: Simulated; at: number }) {
  const { t } = useTexts();
  const minutes = useMinutes();
  const ratio = useDecimal(2);
  const named = useLayoutName(result);
  const flowName = useFlowName();
  const scale = scaleOf(result, at);
  return (
    <section className="panel scrolls" tabIndex={0} aria-label={t('layouts.less', { layout: named(at + 1), base: named(0) })}>
      <table className="figures differences">
        <caption>{t('layouts.less', { layout: named(at + 1), base: named(0) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('layouts.flow')}</th>
            <th scope="col">{t('layouts.difference')}</th>
            <td className="plot" aria-hidden="true"><Axis scale={scale} /></td>
            <th scope="col">{t('layouts.variance_ratio')}</th>
            {result.parts_known && parts.map((one) => <th key={one} scope="col">{t(`way.${one}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {result.flows.map((flow) => {
            const one = flow.differences[at];
            if (!one) return null;
            const verdict = verdictOf(one);
            return (
              <tr key={flowKey(flow)} data-verdict={verdict}>
                <th scope="row">{flowName(flow)}</th>
                <td>
                  {one.known && <strong>{signed(one.ms, minutes)}</strong>}
                  {one.interval && <span className="hint">{signed(one.interval.low_ms, minutes)} … {signed(one.interval.high_ms, minutes)}</span>}
                  <span className={`verdict ${verdict}`}>{t(`segments.${verdict}`)}</span>
                </td>
                <td className="plot" aria-hidden="true">{one.known && <Whisker one={one} scale={scale} />}</td>
                <td>{!one.known ? '—' : one.variance_ratio_hundredths == null ? t('layouts.no_difference') : ratio(one.variance_ratio_hundredths / 100)}</td>
                {result.parts_known && parts.map((part) => <td key={part}>{one.known ? signed(one.parts[part].ms, minutes) : '—'}</td>)}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="hint">{t('layouts.difference_hint')}</p>
      {result.parts_known && <p className="hint">{t('layouts.parts_hint')}</p>}
    </section>
  );
}

const signed = (ms: number, minutes: (ms: number) => string) => (Math.abs(ms) >= 3000 && ms > 0 ? `+${minutes(ms)}` : minutes(ms));

interface Scale {
  low: number;
  high: number;
  place: (ms: number) => number; // 0 to 100
}

const minute_ms = 60_000;

/// Around zero, in whole minutes, wide enough for every interval.
function scaleOf(result: Simulated, at: number): Scale {
  const ends = result.flows.flatMap((flow) => {
    const one = flow.differences[at];
    return one?.interval ? [one.interval.low_ms, one.interval.high_ms] : [];
  });
  const low = Math.min(-minute_ms, ...ends), high = Math.max(minute_ms, ...ends);
  const room = (high - low) * 0.04;
  return { low: low - room, high: high + room, place: (ms) => (100 * (ms - low + room)) / (high - low + 2 * room) };
}

const wide = 240, tall = 26;
const x = (scale: Scale, ms: number) => (scale.place(ms) * wide) / 100;

function Axis({ scale }: { scale: Scale }) {
  const decimal = useDecimal(0);
  const step = stepOf((scale.high - scale.low) / minute_ms);
  const first = Math.ceil(scale.low / minute_ms / step) * step;
  const marks = Array.from({ length: Math.floor((scale.high / minute_ms - first) / step) + 1 }, (_, i) => first + i * step);
  return (
    <svg className="forest" width={wide} height={tall} viewBox={`0 0 ${wide} ${tall}`}>
      {marks.map((one) => <text key={one} x={x(scale, one * minute_ms)} y={12} textAnchor="middle">{decimal(one)}</text>)}
      {marks.map((one) => <path key={`m${one}`} d={`M${x(scale, one * minute_ms)} 18v8`} className="mark" />)}
    </svg>
  );
}

function stepOf(minutes: number): number {
  const rough = Math.max(1, minutes / 4);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? power * 10;
}

function Whisker({ one, scale }: { one: PairedView; scale: Scale }) {
  const middle = x(scale, one.ms), zero = x(scale, 0);
  const low = x(scale, one.interval?.low_ms ?? one.ms), high = x(scale, one.interval?.high_ms ?? one.ms);
  return (
    <svg className="forest" width={wide} height={tall} viewBox={`0 0 ${wide} ${tall}`}>
      <path d={`M${zero} 0v${tall}`} className="zero" />
      <path d={`M${low} 13H${high}M${low} 8v10M${high} 8v10`} className="span" />
      {one.distinguishable ? <rect x={middle - 4} y={9} width={8} height={8} className="dot" /> : <circle cx={middle} cy={13} r={4} className="dot open" />}
    </svg>
  );
}
