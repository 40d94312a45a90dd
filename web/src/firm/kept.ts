// What a firm has begun: the draft of its form and the key of a message that is under way lie in this browser until the
// server has answered, and go with the sign-out.
import { useEffect, useState } from 'react';

const prefix = 'onestop.firm.';

function read<T>(name: string): T | null {
  try {
    const text = localStorage.getItem(prefix + name);
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}

export function forgetKept(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
}

export function useKept<T extends object>(name: string, initial: () => T) {
  const [value, setValue] = useState<T>(() => ({ ...initial(), ...read<Partial<T>>(name) }));
  const [touched, setTouched] = useState(false);
  const [was_kept] = useState(() => read(name) !== null);
  useEffect(() => {
    if (touched) localStorage.setItem(prefix + name, JSON.stringify(value));
  }, [name, touched, value]);
  return {
    value,
    was_kept,
    set: (change: Partial<T>) => {
      setTouched(true);
      setValue((old) => ({ ...old, ...change }));
    },
    discard: (fresh?: T) => {
      setTouched(false);
      localStorage.removeItem(prefix + name);
      if (fresh) setValue(fresh);
    },
  };
}

interface UnderWay {
  about: string;
  key: string;
}
const place = `${prefix}under_way`;

/// One key for one message, kept over a lost link and a reload, so that sending it again lodges it once.
export function keyFor(about: string): string {
  const kept = read<UnderWay>('under_way');
  if (kept?.about === about) return kept.key;
  const key = crypto.randomUUID();
  localStorage.setItem(place, JSON.stringify({ about, key } satisfies UnderWay));
  return key;
}
export const answered = (): void => localStorage.removeItem(place);
