// What inspections with unloading are assumed to cost, and what deposits have cost on record.
import type { CostColumn, CostRow } from '../api/messages';
import { useMoney, useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';

export function CostTable({ cost }: { cost: CostRow }) {
  const { t, word } = useTexts();
  const money = useMoney();
  const parts = cost.parts.map((part) => `${money(part.amount)} ${word('cost_part', part.code, part.title)}`).join(' + ');
  return (
    <section className="panel">
      <table className="founding costs">
        <caption>{word('study_cost', cost.code, cost.title)}: {word('study_row', cost.row)}</caption>
        <thead>
          <tr>
            <td />
            {cost.before.states.map(({ state }) => <th key={state} scope="col">{word('state', state)}</th>)}
            <th scope="col">{t('study.joint')}</th>
            <th scope="col">{t('study.cost_per_inspected')}</th>
            <th scope="col">{t('study.cost_per_vehicle')}</th>
            <th scope="col">{t('study.cost_per_deposit')}</th>
            <th scope="col">{t('study.recorded')}</th>
            <th scope="col">{t('study.recorded_per_vehicle')}</th>
            <th scope="col">{t('study.recorded_per_deposit')}</th>
          </tr>
        </thead>
        <tbody>
          <Column name={t('study.before')} column={cost.before} assumed={money(cost.assumed)} />
          <Column name={t('study.after')} column={cost.after} assumed={money(cost.assumed)} />
          <tr>
            <th scope="row">{t('study.economy')}</th>
            <td colSpan={cost.before.states.length + 1} />
            <td className="number strong">{cost.economy ? money(cost.economy) : '—'}</td>
            <td colSpan={5} />
          </tr>
        </tbody>
      </table>
      <p className="hint">{t('study.assumption', { amount: money(cost.assumed), parts })} <span lang="en">({cost.source})</span></p>
    </section>
  );
}

function Column({ name, column, assumed }: { name: string; column: CostColumn; assumed: string }) {
  const { t, word } = useTexts();
  const money = useMoney();
  const number = useNumber();
  const means = column.recorded_means;
  return (
    <tr>
      <th scope="row">{name}<span className="hint">{t('study.inspected', { inspected: number(column.inspected), vehicles: number(column.vehicles) })}</span></th>
      {column.states.map((one) => (
        <td key={one.state} className="number">{number(one.inspections)}{one.mean && <span className="hint">{money(one.mean)}</span>}</td>
      ))}
      <td className="number">{number(column.joint)}</td>
      <td className="number strong">{column.per_inspected ? money(column.per_inspected) : <span className="hint">{t('study.no_vehicle')}</span>}</td>
      <td className="number">{column.per_vehicle ? money(column.per_vehicle) : '—'}</td>
      <td className="number">{column.inspections > 0 ? assumed : '—'}</td>
      <td className="number">{column.recorded.length === 0 ? '—' : column.recorded.map((one) => <span key={one.state + one.amount.currency} className="recorded">{word('state', one.state)}: {money(one.amount)}</span>)}</td>
      <td className="number">{means.map((one) => one.per_vehicle && <span key={one.sum.currency} className="recorded">{money(one.per_vehicle)}</span>)}</td>
      <td className="number">{means.map((one) => one.per_deposit && <span key={one.sum.currency} className="recorded">{money(one.per_deposit)}</span>)}{column.deposits > 0 && <span className="hint">{t('study.deposits', { number: number(column.deposits) })}</span>}</td>
    </tr>
  );
}
