// What somebody has typed outlives a closed dialog, a lost server and a reload, until it is sent. PINs never come here.
import { useEffect, useState } from 'react';

const prefix = 'onestop.draft.';

function read<T>(name: string): T | null {
  try {
    const text = sessionStorage.getItem(prefix + name);
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}

const returned = new EventTarget();

/// Puts back what was taken out to be sent and was not.
export function restoreDraft(name: string, value: object): void {
  sessionStorage.setItem(prefix + name, JSON.stringify(value));
  returned.dispatchEvent(new Event(name));
}

export function useDraft<T extends object>(name: string, initial: () => T) {
  const [value, setValue] = useState<T>(() => ({ ...initial(), ...read<Partial<T>>(name) }));
  const [touched, setTouched] = useState(false);
  useEffect(() => {
    if (touched) sessionStorage.setItem(prefix + name, JSON.stringify(value));
  }, [name, touched, value]);
  useEffect(() => {
    const again = () => setValue((old) => ({ ...old, ...read<Partial<T>>(name) }));
    returned.addEventListener(name, again);
    return () => returned.removeEventListener(name, again);
  }, [name]);
  return {
    value,
    set: (change: Partial<T>) => {
      setTouched(true);
      setValue((old) => ({ ...old, ...change }));
    },
    discard: () => {
      setTouched(false);
      sessionStorage.removeItem(prefix + name);
    },
  };
}
