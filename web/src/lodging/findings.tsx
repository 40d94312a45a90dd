// What is wrong with a message: where, what, and what would be right.
import type { LodgedFinding, ReadingView } from '../api/lodging_messages';
import { Icon } from '../frame/icon';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';

const shown = 100;

export function Finding({ finding, place }: { finding: LodgedFinding; place?: boolean }) {
  const { t } = useTexts();
  const line = finding.line > 0 ? t('findings.line', { line: finding.line, column: finding.column }) : '';
  return (
    <li data-weight={finding.weight} data-code={finding.code}>
      <p><span className="unseen">{t(`finding_weight.${finding.weight as 'error'}`)}: </span><strong>{finding.what}</strong></p>
      {finding.right && <p>{t('findings.right', { right: finding.right })}</p>}
      {place && (finding.place || line) && <p className="hint"><span className="mono">{finding.place}</span>{finding.place && line && ' · '}{line}</p>}
    </li>
  );
}

/// Those of one weight together, the gravest first. What the post could not check is no matter of whoever lodges.
export function FindingList({ reading, officer }: { reading: ReadingView; officer?: boolean }) {
  const { t } = useTexts();
  const number = useNumber();
  return (
    <div className="findings">
      {(officer ? (['error', 'warning', 'not_checked'] as const) : (['error', 'warning'] as const)).map((weight) => {
        const all = reading.findings.filter((one) => one.weight === weight);
        if (all.length === 0) return null;
        return (
          <section key={weight} className={`note ${weight === 'error' ? 'bad' : weight === 'warning' ? 'warn' : ''}`}>
            <Icon name={weight === 'error' ? 'cross' : weight === 'warning' ? 'alarm' : 'question'} />
            <div>
              <h3>{t(`findings.${weight}`, { count: all.length })}</h3>
              <ul>{all.slice(0, shown).map((one, index) => <Finding key={index} finding={one} place />)}</ul>
              {all.length > shown && <p>{t('findings.more', { count: all.length - shown })}</p>}
            </div>
          </section>
        );
      })}
      {reading.not_taken_over_count > 0 && (
        <details>
          <summary>{t('findings.not_taken', { count: reading.not_taken_over_count })}</summary>
          <p className="hint">{t('findings.not_taken_hint')}</p>
          <ul className="plain-list">{reading.not_taken_over.slice(0, shown).map((one, index) => <li key={index}><span className="mono">{one.place}</span> {one.text}</li>)}</ul>
          {reading.not_taken_over_count > reading.not_taken_over.length && <p className="hint">{t('findings.more', { count: number(reading.not_taken_over_count - reading.not_taken_over.length) })}</p>}
        </details>
      )}
    </div>
  );
}
