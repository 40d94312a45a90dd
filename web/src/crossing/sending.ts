// Sending an act. One intention has one idempotency key: a retry after a silence cannot do it twice.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

import { Problem } from '../api/client';
import type { Card, Command, CommandAnswer } from '../api/messages';
import { send } from '../api/queries';

export interface Intent {
  command: Command;
  pin?: string;
}

export function useSending(card: Card, done?: (answer: CommandAnswer) => void) {
  const client = useQueryClient();
  const open = useRef<{ text: string; key: string } | null>(null);
  const keyFor = (command: Command) => {
    const text = JSON.stringify(command);
    if (open.current?.text !== text) open.current = { text, key: crypto.randomUUID() };
    return open.current.key;
  };
  const refresh = () =>
    client.invalidateQueries({ predicate: ({ queryKey: [kind, id] }) => kind === 'work' || kind === 'next' || ((kind === 'crossing' || kind === 'timeline') && id === card.id) });
  return useMutation({
    mutationFn: ({ command, pin }: Intent) => send({ crossing: card.id, version: card.version, command, key: keyFor(command), pin }),
    onSuccess: async (answer) => {
      open.current = null;
      await refresh();
      done?.(answer);
    },
    onError: async (error) => {
      if (error instanceof Problem && !error.away) open.current = null;
      if (error instanceof Problem && (error.status === 409 || error.status === 404)) await refresh();
    },
  });
}
