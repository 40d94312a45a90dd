// Sends one message until the server has answered: every try carries the same key, so that a cut line lodges once.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { Problem } from '../api/client';
import type { LodgedAnswer } from '../api/lodging_messages';
import { lodge, type Lodging } from '../api/lodging_queries';
import { answered, keyFor } from './kept';

const again_ms = 3_000;
export type Sendable = Omit<Lodging, 'key'>;

function about({ message, exit_state, expected, amends, format }: Sendable & { format?: string }): string {
  const text = typeof message.text === 'string' ? message.text : `${message.text.byteLength} ${new Uint8Array(message.text).reduce((sum, one) => (sum * 31 + one) >>> 0, 7)}`;
  return JSON.stringify([text, message.format ?? format, exit_state, expected, amends]);
}

export function useLodging(done: (answer: LodgedAnswer) => void) {
  const client = useQueryClient();
  const [problem, setProblem] = useState<unknown>(null);
  const [state, setState] = useState<'idle' | 'sending' | 'waiting'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
      clearTimeout(timer.current);
    };
  }, []);
  const send = async (what: Sendable): Promise<void> => {
    clearTimeout(timer.current);
    setState('sending');
    setProblem(null);
    try {
      const answer = await lodge({ ...what, key: keyFor(about(what)) });
      answered();
      setState('idle');
      await client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => String(kind).startsWith('own_lodgement') || kind === 'notices' });
      done(answer);
    } catch (error) {
      if (error instanceof Problem && error.away) {
        setState('waiting');
        if (alive.current) timer.current = setTimeout(() => void send(what), again_ms);
        return;
      }
      answered();
      setState('idle');
      setProblem(error);
    }
  };
  const stop = () => {
    clearTimeout(timer.current);
    setState('idle');
  };
  return { send, stop, problem, state, reset: () => setProblem(null) };
}
