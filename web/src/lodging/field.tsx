// A field of the form: what it is, where it stands on the papers, and what the post finds wrong with it.
import { type ReactNode, useId } from 'react';

import type { LodgedFinding } from '../api/lodging_messages';
import { useTexts } from '../texts/texts';
import { CodeInput } from './code_input';

export interface Told {
  findings: LodgedFinding[];
}

interface Props extends Told {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  kind?: 'text' | 'date' | 'datetime-local' | 'decimal';
  capitals?: boolean;
  /// The code list that is looked up as one types.
  list?: string;
  choices?: { value: string; text: string }[];
  name: string; // within the draft; findings lead here
}

export function FormField({ label, hint, value, onChange, required, kind = 'text', capitals, list, choices, name, findings }: Props) {
  const id = useId();
  const about = [hint ? `${id}-hint` : '', findings.length > 0 ? `${id}-said` : ''].filter(Boolean).join(' ') || undefined;
  const errors = findings.some((one) => one.weight === 'error');
  const shared = { id, value, required, 'data-name': name, 'aria-describedby': about, 'aria-invalid': errors || undefined };
  const change = (text: string) => onChange(capitals ? text.toUpperCase() : text);
  return (
    <div className={`field lodge-field${errors ? ' wrong' : findings.length > 0 ? ' doubtful' : ''}`}>
      <label htmlFor={id}>{label}{required && <span className="required" aria-hidden="true"> *</span>}</label>
      {choices ? (
        <select {...shared} onChange={(event) => onChange(event.target.value)}>{choices.map((one) => <option key={one.value} value={one.value}>{one.text}</option>)}</select>
      ) : list ? (
        <CodeInput {...shared} list={list} onPick={onChange} />
      ) : (
        <input {...shared} type={kind === 'decimal' ? 'text' : kind} inputMode={kind === 'decimal' ? 'decimal' : undefined} autoComplete="off" className={capitals ? 'mono' : ''} onChange={(event) => change(event.target.value)} />
      )}
      <Said id={`${id}-said`} findings={findings} />
      {hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

export function Said({ id, findings }: Told & { id?: string }): ReactNode {
  const { t } = useTexts();
  if (findings.length === 0) return null;
  return (
    <ul className="said-at" id={id}>
      {findings.map((one, index) => (
        <li key={index} data-weight={one.weight} data-code={one.code}><span className="unseen">{t(`finding_weight.${one.weight as 'error'}`)}: </span>{one.what}{one.right && <span className="right-be">{t('findings.right', { right: one.right })}</span>}</li>
      ))}
    </ul>
  );
}
