// What a control writes down: one small control of the form per field, by the kind of the field.
import { useId, useState } from 'react';

import type { Card, Mrz, Option, SubjectView } from '../api/messages';
import { TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';
import { MrzBox } from './aboard_fields';
import { type Filled, fieldsOf, knownResults, numbersIn } from './filling';

interface Props {
  card: Card;
  option: Option;
  filled: Filled;
  set: (change: Partial<Filled>) => void;
}

export function Results({ card, option, filled, set }: Props) {
  const { t, word } = useTexts();
  const fields = fieldsOf(card, option.command);
  if (fields.length === 0) return null;
  const { command } = option;
  const subject = card.subjects.find((one) => command.type === 'CloseControl' && one.id === command.subject);
  const put = (code: string) => (value: string) => set({ results: { ...filled.results, [code]: value } });
  return (
    <fieldset className="field results">
      <legend>{t('form.results')}</legend>
      <div className="result-grid">
        {fields.map((field, index) => {
          const label = word('result', field.code, field.title) + (field.unit ? `, ${word('unit', field.unit)}` : '');
          const shared = { label, value: filled.results[field.code] ?? '', onChange: put(field.code), required: field.required, autoFocus: index === 0 };
          switch (field.kind) {
            case 'text': return <TextField key={field.code} {...shared} />;
            case 'number': return <TextField key={field.code} {...shared} kind="number" />;
            case 'day': return <TextField key={field.code} {...shared} kind="date" />;
            case 'numbers': return <Numbers key={field.code} {...shared} least={2} sums={field.unit !== ''} />;
          }
        })}
      </div>
      {subject?.kind === 'person' && <ZoneOfDocument subject={subject} onRead={(read) => set({ results: { ...filled.results, ...Object.fromEntries(fields.flatMap(({ code }) => (read[code] ? [[code, read[code]]] : []))) } })} />}
      {Object.keys(knownResults(card, option.command)).length > 0 && <p className="hint">{t('form.results_hint')}</p>}
    </fieldset>
  );
}

/// The zone of the document in hand fills what it can and is held against what was registered on arrival.
function ZoneOfDocument({ subject, onRead }: { subject: SubjectView; onRead: (read: Record<string, string>) => void }) {
  const { t } = useTexts();
  const [differs, setDiffers] = useState<string[] | null>(null);
  const read = (mrz: Mrz) => {
    onRead({ document_type: mrz.document, document_expires: mrz.expiry });
    const name = [mrz.primary, mrz.secondary].filter(Boolean).join(' ');
    const compared: [string, string, string | null | undefined][] = [
      [t('arrival.document'), mrz.number, subject.document],
      [t('arrival.nationality'), mrz.nationality, subject.nationality],
      [t('arrival.name'), name, subject.readable ? subject.label : undefined],
    ];
    setDiffers(compared.filter(([, zone, known]) => known && zone.toUpperCase() !== known.toUpperCase()).map(([label, zone, known]) => `${label}: ${zone} ≠ ${known}`));
  };
  return (
    <div className="zone">
      <MrzBox onRead={read} />
      {differs && (differs.length === 0
        ? <p className="note good" role="status"><Icon name="check" /> {t('mrz.agrees')}</p>
        : <div className="note warn" role="status"><Icon name="alarm" /><div><p>{t('mrz.differs')}</p>{differs.map((one) => <p key={one} className="mono">{one}</p>)}</div></div>)}
    </div>
  );
}

interface NumbersProps {
  label: string;
  value: string; // separated by commas
  onChange: (value: string) => void;
  least: number;
  sums?: boolean;
}

/// Several numbers in a row, one input each.
export function Numbers({ label, value, onChange, least, sums }: NumbersProps) {
  const { t } = useTexts();
  const number = useNumber();
  const id = useId();
  const given = value === '' ? [] : value.split(',');
  const all = [...given, ...Array<string>(Math.max(0, least - given.length)).fill('')];
  const put = (index: number, text: string) => {
    const next = all.map((one, i) => (i === index ? text.replaceAll(',', '') : one));
    while (next.length > 0 && next.at(-1) === '') next.pop();
    onChange(next.join(','));
  };
  const sum = numbersIn(value).reduce((total, one) => total + one, 0);
  return (
    <fieldset className="field numbers">
      <legend id={id}>{label}</legend>
      <div className="numbers-row">
        {[...all, ...(all.at(-1) ? [''] : [])].map((one, index) => (
          <input key={index} type="number" min={0} step={1} value={one} aria-label={t('form.number_of', { label, number: index + 1 })} onChange={(event) => (index < all.length ? put(index, event.target.value) : onChange([...all, event.target.value].join(',')))} />
        ))}
      </div>
      {sums && sum > 0 && <p className="hint">{t('form.sum', { sum: number(sum) })}</p>}
    </fieldset>
  );
}
