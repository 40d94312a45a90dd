// One quantity over the next hours: the middle as a line, half of the cases as a dark band, nine of ten as a light one.
import type { ForecastBand } from '../api/messages';
import { useNumber } from '../texts/money';
import { useClock, usePost } from './post';

const width = 306, height = 150, left = 30, right = 8, top = 8, bottom = 20;
const label_every_h = 2;

/// The next of 1, 2, 5, 10, 20 ... that divides this into at most four parts.
function stepOf(most: number): number {
  for (let power = 1; ; power *= 10) for (const one of [1, 2, 5]) if (most <= 4 * one * power) return one * power;
}

export function BandChart({ band, from, step_min, label }: { band: ForecastBand; from: string; step_min: number; label: string }) {
  const number = useNumber();
  const clock = useClock();
  const state = usePost().states[0]!.code;
  const step = stepOf(Math.max(...band.p95, 1));
  const most = step * Math.ceil(Math.max(...band.p95, 1) / step);
  const x = (index: number) => left + (index * (width - left - right)) / Math.max(1, band.p50.length - 1);
  const y = (value: number) => height - bottom - (value * (height - top - bottom)) / most;
  const line = (values: number[]) => values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
  const area = (low: number[], high: number[]) => [...line(high), ...line(low).reverse()].join(' ');
  const hours = Array.from({ length: Math.floor(((band.p50.length - 1) * step_min) / 60 / label_every_h) + 1 }, (_, index) => index * label_every_h);
  const ticks = Array.from({ length: Math.round(most / step) + 1 }, (_, index) => index * step);
  return (
    <svg className="band-chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {ticks.map((value) => (
        <g key={value}>
          <line className="grid" x1={left} x2={width - right} y1={y(value)} y2={y(value)} />
          <text x={left - 5} y={y(value) + 3.5} textAnchor="end">{number(value)}</text>
        </g>
      ))}
      {hours.map((hour) => (
        <text key={hour} x={x((hour * 60) / step_min)} y={height - 6} textAnchor={hour === 0 ? 'start' : hour === hours.at(-1) ? 'end' : 'middle'}>
          {clock.time(Date.parse(from) + hour * 3_600_000, state)}
        </text>
      ))}
      <polygon className="nine" points={area(band.p5, band.p95)} />
      <polygon className="half" points={area(band.p25, band.p75)} />
      <polyline className="middle" points={line(band.p50).join(' ')} />
    </svg>
  );
}
