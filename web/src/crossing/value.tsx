// A recorded value as a person reads it: codes as words, identities as names, instants on both clocks.
import { isMissing } from '../api/ids';
import type { Card } from '../api/messages';
import { useClock, useNames } from '../post/post';
import { isMoney, useMoney } from '../texts/money';
import { useTexts } from '../texts/texts';
import { subjectLabel } from './describe';
import { HashText } from './hash_text';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const hash = /^[0-9a-f]{64,128}$/;
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const vocabularies = ['reason', 'outcome', 'scope', 'verdict', 'part', 'alarm_kind', 'truth', 'side', 'fee', 'settled_how', 'result', 'offence', 'divergence'];
const kinds: Record<string, string> = { OffenceRecorded: 'offence', DivergenceResolved: 'divergence', VehicleIsolated: 'alarm_kind' };

function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function nothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (typeof value === 'string') return isMissing(value) && uuid.test(value);
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(nothing);
}

export const isEmpty = (text: string) => nothing(parsed(text));

/// `of` is the type of the event: what a word like "kind" means depends on it.
export function Value({ card, of, name, text }: { card: Card; of: string; name: string; text: string }) {
  return <Shown card={card} name={name === 'kind' ? (kinds[of] ?? name) : name} value={parsed(text)} />;
}

function Shown({ card, name, value }: { card: Card; name: string; value: unknown }) {
  const texts = useTexts();
  const names = useNames();
  const clock = useClock();
  const money = useMoney();
  if (isMoney(value)) return <>{money(value)}</>;
  if (Array.isArray(value)) {
    return <span className="values">{value.map((one, index) => <span key={index}><Shown card={card} name={name} value={one} /></span>)}</span>;
  }
  if (typeof value === 'object' && value !== null) {
    return (
      <dl className="facts inner">
        {Object.entries(value).filter(([, one]) => !nothing(one)).map(([key, one]) => (
          <div key={key}><dt>{texts.word('field', key)}</dt><dd><Shown card={card} name={key} value={one} /></dd></div>
        ))}
      </dl>
    );
  }
  const text = String(value);
  if (uuid.test(text)) return <>{subjectLabel(texts, card, text) || <span className="mono">{text.slice(0, 8)}…</span>}</>;
  if (hash.test(text)) return <HashText hash={text} />;
  if (instant.test(text)) return <>{[card.exit_state, card.entry_state].map((state) => <span key={state} className="two-clock">{state} {clock.dayTime(text, state)}</span>)}</>;
  if (name === 'control') return <>{names.control(text)}</>;
  if (name === 'fact' || name === 'rested_on' || name === 'established') return <>{names.fact(text)}</>;
  if (name === 'traffic_class') return <>{names.trafficClass(text)}</>;
  if (name === 'exit_state') return <>{names.state(text)}</>;
  const vocabulary = { joint: 'truth', granted: 'truth', fit: 'truth', taken_home: 'truth', was_accepted: 'truth', how: 'settled_how', field: 'result' }[name] ?? name;
  if (vocabularies.includes(vocabulary)) return <>{texts.word(vocabulary, text)}</>;
  return <>{text}</>;
}
