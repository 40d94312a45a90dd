// To whom the minutes of a mean stay belong: one line for each owner, where his time begins on the line of all. Colour,
// pattern and word tell work, waiting, holds and travel apart; the numbers stand beside the bars.
import type { ReleaseTimes, Share, WaterfallView } from '../api/messages';
import { useDuration } from '../texts/durations';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';

const kinds = ['work', 'wait', 'hold', 'travel'] as const;

export function Waterfalls({ table }: { table: ReleaseTimes }) {
  const { t, word } = useTexts();
  const rows = table.rows.filter((row) => row.waterfalls.length > 0);
  if (rows.length === 0) return null;
  return (
    <section className="panel waterfalls" aria-labelledby="waterfalls-title">
      <h2 id="waterfalls-title">{t('study.waterfall')}</h2>
      <p className="hint">{t('study.whole_stay')}</p>
      <ul className="legend" aria-hidden="true">{kinds.map((kind) => <li key={kind}><span className={`part ${kind}`} /> {word('time_kind', kind)}</li>)}</ul>
      {rows.map((row) => {
        const longest = Math.max(...row.waterfalls.map((one) => one.mean_ms));
        return (
          <section key={row.code} className="beside">
            <h3>{word('study_row', row.code, row.title)}</h3>
            {row.waterfalls.map((one) => <Waterfall key={one.layout} waterfall={one} longest_ms={longest} title={word('layout', one.layout, table.layouts.find((layout) => layout.code === one.layout)?.title)} />)}
          </section>
        );
      })}
    </section>
  );
}

interface Line {
  key: string;
  owner: Share['owner'];
  after_release: boolean;
  ms: Record<Share['kind'], number>;
  begins_ms: number;
  sum_ms: number;
}

function linesOf(shares: Share[]): Line[] {
  const lines: Line[] = [];
  for (const one of shares) {
    const key = `${one.after_release} ${one.owner.kind} ${one.owner.state} ${one.owner.agency}`;
    let line = lines.find((other) => other.key === key);
    if (!line) lines.push((line = { key, owner: one.owner, after_release: one.after_release, ms: { work: 0, wait: 0, hold: 0, travel: 0 }, begins_ms: 0, sum_ms: 0 }));
    line.ms[one.kind] += one.mean_ms;
    line.sum_ms += one.mean_ms;
  }
  let at = 0;
  for (const line of lines) {
    line.begins_ms = at;
    at += line.sum_ms;
  }
  return lines;
}

function Waterfall({ waterfall, longest_ms, title }: { waterfall: WaterfallView; longest_ms: number; title: string }) {
  const { t, word } = useTexts();
  const duration = useDuration();
  const number = useNumber();
  const percent = (ms: number) => `${(100 * ms) / Math.max(1, longest_ms)}%`;
  const owner = (line: Line) => {
    const who = line.owner.kind === 'agency' ? `${word('agency', line.owner.agency)}, ${line.owner.state}` : word('time_owner', line.owner.kind);
    return line.after_release ? `${who} (${t('study.after_release')})` : who;
  };
  return (
    <table className="waterfall">
      <caption>{title}: {t('study.mean_of', { mean: duration(waterfall.mean_ms), n: number(waterfall.n) })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('study.owner')}</th>
          <td aria-hidden="true" />
          {kinds.map((kind) => <th key={kind} scope="col" className="number">{word('time_kind', kind)}</th>)}
          <th scope="col" className="number">{t('study.total')}</th>
        </tr>
      </thead>
      <tbody>
        {linesOf(waterfall.shares).map((line) => (
          <tr key={line.key}>
            <th scope="row">{owner(line)}</th>
            <td className="bars" aria-hidden="true">
              <span className="bar-line" style={{ paddingLeft: percent(line.begins_ms) }}>
                {kinds.map((kind) => line.ms[kind] > 0 && <span key={kind} className={`part ${kind}`} style={{ width: percent(line.ms[kind]), flexShrink: 0 }} />)}
              </span>
            </td>
            {kinds.map((kind) => <td key={kind} className="number">{line.ms[kind] > 0 ? duration(line.ms[kind]) : ''}</td>)}
            <td className="number strong">{duration(line.sum_ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
