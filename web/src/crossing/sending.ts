// Sending an act. One intention has one idempotency key: a retry after a silence cannot do it twice.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

import { Problem } from '../api/client';
import type { Card, Command, CommandAnswer } from '../api/messages';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import { titleOf } from './describe';
import { keep, looked, sendAsSeen } from './outbox';

export interface Intent {
  command: Command;
  pin?: string;
  /// What the form holds, so that it comes back where the act is withdrawn or refused.
  draft?: { name: string; value: object };
}

interface Ends {
  done?: (answer: CommandAnswer) => void;
  /// The server is away; the act waits in the outbox. A signature never waits: a PIN is not kept.
  kept?: () => void;
}

export function useSending(card: Card, { done, kept }: Ends) {
  const client = useQueryClient();
  const texts = useTexts();
  const { officer } = useSession();
  const open = useRef<{ text: string; key: string } | null>(null);
  const keyFor = (command: Command) => {
    const text = JSON.stringify(command);
    if (open.current?.text !== text) open.current = { text, key: crypto.randomUUID() };
    return open.current.key;
  };
  const refresh = () =>
    client.invalidateQueries({ predicate: ({ queryKey: [kind, id] }) => kind === 'work' || kind === 'next' || ((kind === 'crossing' || kind === 'timeline') && id === card.id) });
  return useMutation({
    /// Nothing where the act was kept.
    mutationFn: async ({ command, pin, draft }: Intent): Promise<CommandAnswer | null> => {
      const sending = { crossing: card.id, version: card.version, command, key: keyFor(command), seen: looked(card, command) };
      try {
        return await sendAsSeen({ ...sending, pin });
      } catch (error) {
        const may_wait = error instanceof Problem && error.away && command.type !== 'SignInspectionAct';
        if (may_wait && keep({ ...sending, officer: officer.id, title: titleOf(texts, card), draft: draft ?? null })) return null;
        throw error;
      }
    },
    onSuccess: async (answer) => {
      open.current = null;
      if (answer === null) return kept?.();
      await refresh();
      return done?.(answer);
    },
    onError: async (error) => {
      if (error instanceof Problem && !error.away) open.current = null;
      if (error instanceof Problem && (error.status === 409 || error.status === 404)) await refresh();
    },
  });
}
