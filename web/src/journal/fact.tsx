// One field of an entry of the journal, in words; identities and hashes short.
import type { AuditField } from '../api/audit_messages';
import { HashText } from '../crossing/hash_text';
import { useClock, useNames } from '../post/post';
import { link } from '../route';
import { useTexts } from '../texts/texts';

const identity = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const hash = /^[0-9a-f]{64}$/;
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const nothing = (value: string) => value === '' || value === 'null' || value === '[]' || /^[0-]+$/.test(value) && value.length >= 32;
const ofCrossings = new Set(['PersonalDataViewed', 'HandedOut']);

function listOf(value: string): string[] {
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed.map(String) : [value];
  } catch {
    return [value];
  }
}

export function Fact({ kind, field, state }: { kind: string; field: AuditField; state: string }) {
  const { word } = useTexts();
  if (nothing(field.value)) return null;
  return (
    <div className="fact-row">
      <dt>{word('audit_field', field.name, word('field', field.name, field.name.replaceAll('_', ' ')))}</dt>
      <dd>{listOf(field.value).map((one, index) => <span key={index}>{index > 0 && ', '}<Said kind={kind} name={field.name} value={one} state={state} /></span>)}</dd>
    </div>
  );
}

function Said({ kind, name, value, state }: { kind: string; name: string; value: string; state: string }) {
  const { word } = useTexts();
  const names = useNames();
  const clock = useClock();
  if (hash.test(value)) return <HashText hash={value} />;
  if (identity.test(value)) {
    if (name === 'subject' && ofCrossings.has(kind)) return <a className="mono" {...link(`/crossings/${value}`)}>{value}</a>;
    return <span className="mono">{value}</span>;
  }
  if (instant.test(value)) return <time dateTime={value}>{clock.day(value, state)}, {clock.exact(value, state)}</time>;
  switch (name) {
    case 'method': return word('sign_in_method', value);
    case 'second_factor':
    case 'withdrawn': return word('truth', value);
    case 'fields': return word('right_field', value.replace('.', '_'), value);
    case 'purpose': return word('right_purpose', value);
    case 'agency': return names.agency(value);
    case 'role': return word('role', value);
    case 'state': return names.state(value);
    default: return word('audit_word', value, value.replaceAll('_', ' '));
  }
}
