// Plain form parts: a label, a control, a hint. Native controls, so that keyboard and screen readers need nothing learnt.
import { type ReactNode, useId } from 'react';

interface Frame {
  label: string;
  hint?: string | undefined;
  required?: boolean;
}

function Row({ label, hint, required, id, children }: Frame & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {required && <span className="required" aria-hidden="true"> *</span>}
      </label>
      {children}
      {hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

interface TextProps extends Frame {
  value: string;
  onChange: (value: string) => void;
  long?: boolean;
  kind?: 'text' | 'password' | 'number' | 'date';
  autoComplete?: string;
  autoFocus?: boolean;
  mono?: boolean;
  list?: string[];
}

export function TextField({ value, onChange, long, kind = 'text', autoComplete = 'off', autoFocus, mono, list, ...frame }: TextProps) {
  const id = useId();
  const shared = {
    id,
    value,
    required: frame.required ?? false,
    autoFocus: autoFocus ?? false,
    'data-first': autoFocus || undefined, // where a dialog begins
    className: mono ? 'mono' : '',
    'aria-describedby': frame.hint ? `${id}-hint` : undefined,
  };
  return (
    <Row {...frame} id={id}>
      {long ? (
        <textarea {...shared} rows={3} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...shared} type={kind} autoComplete={autoComplete} list={list ? `${id}-list` : undefined} onChange={(event) => onChange(event.target.value)} />
      )}
      {list && <datalist id={`${id}-list`}>{list.map((one) => <option key={one} value={one} />)}</datalist>}
    </Row>
  );
}

export interface Choice {
  value: string;
  text: string;
  group?: string;
}

interface ChoiceProps extends Frame {
  value: string;
  onChange: (value: string) => void;
  choices: Choice[];
  autoFocus?: boolean;
}

export function ChoiceField({ value, onChange, choices, autoFocus, ...frame }: ChoiceProps) {
  const id = useId();
  const groups = [...new Set(choices.map((one) => one.group ?? ''))];
  const items = (group: string) =>
    choices.filter((one) => (one.group ?? '') === group).map((one) => <option key={one.value} value={one.value}>{one.text}</option>);
  return (
    <Row {...frame} id={id}>
      <select
        id={id}
        value={value}
        required={frame.required ?? false}
        autoFocus={autoFocus ?? false} data-first={autoFocus || undefined}
        aria-describedby={frame.hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        {groups.map((group) => (group === '' ? items('') : <optgroup key={group} label={group}>{items(group)}</optgroup>))}
      </select>
    </Row>
  );
}

interface OneOfProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  choices: Choice[];
}

export function OneOf({ label, value, onChange, choices }: OneOfProps) {
  const name = useId();
  return (
    <fieldset className="field one-of">
      <legend>{label}</legend>
      <div className="pills">
        {choices.map((one) => (
          <label key={one.value} className="pill">
            <input type="radio" name={name} value={one.value} checked={one.value === value} onChange={() => onChange(one.value)} />
            <span>{one.text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SomeOfProps {
  label: string;
  values: string[];
  onChange: (values: string[]) => void;
  choices: Choice[];
}

export function SomeOf({ label, values, onChange, choices }: SomeOfProps) {
  const toggle = (value: string, on: boolean) => onChange(on ? [...values, value] : values.filter((one) => one !== value));
  return (
    <fieldset className="field some-of">
      <legend>{label}</legend>
      {choices.map((one) => (
        <label key={one.value} className="tick">
          <input type="checkbox" checked={values.includes(one.value)} onChange={(event) => toggle(one.value, event.target.checked)} />
          <span>{one.text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/// Several short texts in one line, separated by commas or spaces: seals.
export const splitWords = (text: string) => text.split(/[\s,;]+/).filter(Boolean);
