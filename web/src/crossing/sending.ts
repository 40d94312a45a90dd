// Sending an act. One intention has one idempotency key: a retry after a silence cannot do it twice.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

import { get, Problem } from '../api/client';
import type { Card, Command, CommandAnswer } from '../api/messages';
import { send } from '../api/queries';

export interface Intent {
  command: Command;
  pin?: string;
}

/// The other state works on the same crossing at the same time. Where what an officer closes stands as it stood when the
/// officer looked, a changed version elsewhere is no reason to ask again.
function stillTheSame(before: Card, now: Card, command: Command): boolean {
  if (command.type !== 'CloseControl' && command.type !== 'BeginControl') return false;
  const seen = (card: Card) =>
    JSON.stringify([card.phase, card.isolated, card.subjects.find((one) => one.id === command.subject), card.holds.filter((one) => one.subject === command.subject)]);
  const offered = now.options.some((one) => one.allowed && JSON.stringify(one.command) === JSON.stringify(command));
  return offered && seen(before) === seen(now);
}

async function sendAsSeen(card: Card, { command, pin }: Intent, key: string): Promise<CommandAnswer> {
  const sending = { crossing: card.id, version: card.version, command, key, pin };
  try {
    return await send(sending);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409) throw error;
    const now = await get<Card>(`/crossings/${card.id}`);
    if (!stillTheSame(card, now, command)) throw error;
    return send({ ...sending, version: now.version });
  }
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
    mutationFn: (intent: Intent) => sendAsSeen(card, intent, keyFor(intent.command)),
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
