// Which layouts, how long, with how much traffic and with whom.
import type { SimulationChoice } from '../api/messages';
import { Button } from '../frame/button';
import { ChoiceField } from '../frame/field';
import { usePercentOf } from './numbers';
import { useTexts } from '../texts/texts';
import type { Wishes } from './wishes';

interface Props {
  wishes: Wishes;
  choice: SimulationChoice;
  onChange: (wishes: Wishes) => void;
  onRun: () => void;
  busy: boolean;
}

const staffings = ['equal_staff', 'own', 'equal_cost'] as const;
const days = [1, 3, 7, 14, 28];
const replications = [5, 10, 20, 50, 100];

export function WishForm({ wishes, choice, onChange, onRun, busy }: Props) {
  const { t } = useTexts();
  const percent = usePercentOf();
  const numbers = (list: number[], now: number) => [...new Set([...list, now])].sort((a, b) => a - b).map((one) => ({ value: String(one), text: String(one) }));
  return (
    <form className="panel wish-form" onSubmit={(event) => { event.preventDefault(); if (!busy) onRun(); }}>
      <LayoutTable wishes={wishes} choice={choice} onChange={onChange} />
      <fieldset className="field staffings">
        <legend>{t('layouts.staffing')}</legend>
        {staffings.map((one) => {
          const closed = one === 'equal_cost' && !choice.has_costs;
          return (
            <label key={one} className="tick">
              <input type="radio" name="staffing" value={one} checked={wishes.staffing === one} disabled={closed} onChange={() => onChange({ ...wishes, staffing: one })} />
              <span><strong>{t(`staffing.${one}`)}</strong> {t(`staffing_hint.${one}`)}{closed && ` ${t('layouts.no_costs')}`}</span>
            </label>
          );
        })}
      </fieldset>
      <div className="wishes">
        <ChoiceField label={t('layouts.days')} value={String(wishes.days)} onChange={(value) => onChange({ ...wishes, days: Number(value) })} choices={numbers(days, wishes.days)} />
        <ChoiceField label={t('layouts.replications')} value={String(wishes.replications)} onChange={(value) => onChange({ ...wishes, replications: Number(value) })} choices={numbers(replications, wishes.replications)} />
        <label className="field traffic">
          <span>{t('layouts.traffic', { percent: percent(wishes.traffic * 10) })}</span>
          <input type="range" min={50} max={300} step={5} value={wishes.traffic} aria-valuetext={percent(wishes.traffic * 10)} onChange={(event) => onChange({ ...wishes, traffic: Number(event.target.value) })} />
        </label>
        <Button type="submit" look="primary" pending={busy} disabled={wishes.layouts.length === 0}>{t('layouts.run')}</Button>
      </div>
      <p className="hint">{t('layouts.source')} <span lang="en">{choice.overlay_source}</span></p>
    </form>
  );
}

/// One row a layout: taken part or not, and which one the others are held against.
function LayoutTable({ wishes, choice, onChange }: Omit<Props, 'onRun' | 'busy'>) {
  const { t, word } = useTexts();
  const base = wishes.layouts[0];
  const choose = (code: string, on: boolean) => onChange({ ...wishes, layouts: on ? [...wishes.layouts, code] : wishes.layouts.filter((one) => one !== code) });
  const hold = (code: string) => onChange({ ...wishes, layouts: [code, ...wishes.layouts.filter((one) => one !== code)] });
  return (
    <table className="layout-choice">
      <caption>{t('layouts.which')}</caption>
      <thead><tr><th scope="col">{t('layouts.layout')}</th><th scope="col">{t('layouts.compare')}</th><th scope="col">{t('layouts.base')}</th></tr></thead>
      <tbody>
        {choice.layouts.map(({ code, title }) => {
          const name = word('layout', code, title);
          return (
            <tr key={code}>
              <th scope="row">{name}{code === choice.present && <span className="badge info">{t('layouts.present')}</span>}</th>
              <td><input type="checkbox" checked={wishes.layouts.includes(code)} aria-label={`${t('layouts.compare')}: ${name}`} onChange={(event) => choose(code, event.target.checked)} /></td>
              <td><input type="radio" name="base" checked={base === code} aria-label={`${t('layouts.base')}: ${name}`} onChange={() => hold(code)} /></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
