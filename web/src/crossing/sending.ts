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

/// What an officer looked at when closing a control, attending an inspection or signing its act; nothing for other acts.
function looked(card: Card, command: Command): string | null {
  const { phase, isolated } = card;
  switch (command.type) {
    case 'BeginControl':
    case 'CloseControl':
      return JSON.stringify([phase, isolated, card.subjects.find((one) => one.id === command.subject), card.holds.filter((one) => one.subject === command.subject)]);
    case 'AttendInspection':
    case 'SignInspectionAct':
      return JSON.stringify([phase, isolated, card.inspections.find((one) => one.id === command.inspection)?.act]);
    default:
      return null;
  }
}

/// The other state works on the same crossing at the same time. Where what the officer looked at stands as it stood and
/// the core still offers the act, a version that changed elsewhere is no reason to ask again.
function stillTheSame(before: Card, now: Card, command: Command): boolean {
  const seen = looked(before, command);
  return seen !== null && seen === looked(now, command) && now.options.some((one) => one.allowed && JSON.stringify(one.command) === JSON.stringify(command));
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
