// What was pressed while the server was away: kept in this tab, shown as waiting, sent under its own key when the server
// is back, or withdrawn before. The key makes a second sending harmless.
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { get, Problem, type ProblemDocument } from '../api/client';
import type { Card, Command, CommandAnswer } from '../api/messages';
import { register, send } from '../api/queries';
import { restoreDraft } from '../frame/draft';

export interface Kept {
  key: string;
  officer: string;
  crossing: string;
  title: string; // the plate
  command: Command;
  version: number; // of the crossing as the officer saw it
  seen: string | null;
  draft: { name: string; value: object } | null;
  at_ms: number; // of this browser
  state: 'waiting' | 'sending' | 'sent' | 'refused';
  problem?: ProblemDocument;
}

const place = 'onestop.outbox';
const most = 50; // past it a press is answered as a failure, as before
const shown_ms = 8_000; // how long a line says that it was sent

function load(): Kept[] {
  try {
    const lines = JSON.parse(sessionStorage.getItem(place) ?? '[]') as Kept[];
    return lines.filter(({ state }) => state !== 'sent').map((one) => (one.state === 'sending' ? { ...one, state: 'waiting' } : one));
  } catch {
    return [];
  }
}

let lines: Kept[] = load();
const watchers = new Set<() => void>();

function become(next: Kept[]): void {
  lines = next;
  sessionStorage.setItem(place, JSON.stringify(lines));
  for (const watcher of watchers) watcher();
}
const change = (key: string, part: Partial<Kept>) => become(lines.map((one) => (one.key === key ? { ...one, ...part } : one)));
const drop = (key: string) => become(lines.filter((one) => one.key !== key));

export const useOutbox = (): Kept[] =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => lines,
  );

/// False when there is no room. The same press is kept once.
export function keep(one: Omit<Kept, 'at_ms' | 'state'>): boolean {
  const text = JSON.stringify(one.command);
  if (lines.some((old) => old.key === one.key || (old.state === 'waiting' && old.crossing === one.crossing && JSON.stringify(old.command) === text))) return true;
  if (lines.length >= most) return false;
  become([...lines, { ...one, at_ms: Date.now(), state: 'waiting' }]);
  return true;
}

/// Takes back what has not been sent, or puts away what was refused; what was typed returns to its form.
export function withdraw(key: string): void {
  const one = lines.find((line) => line.key === key);
  if (!one || one.state === 'sending') return;
  drop(key);
  if (one.draft) restoreDraft(one.draft.name, one.draft.value);
}

/// What an officer looked at when closing a control, attending an inspection or signing its act; nothing for other acts.
export function looked(card: Card, command: Command): string | null {
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

export interface Sendable {
  crossing: string;
  version: number;
  command: Command;
  key: string;
  seen: string | null;
  pin?: string;
}

/// The other state works on the same crossing at the same time. Where what the officer looked at stands as it stood and
/// the core still offers the act, a version that changed elsewhere is no reason to ask again.
export async function sendAsSeen({ seen, ...sending }: Sendable): Promise<CommandAnswer> {
  const { command, crossing } = sending;
  if (command.type === 'RegisterArrival') return register(crossing, command, sending.key);
  try {
    return await send(sending);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409) throw error;
    const now = await get<Card>(`/crossings/${crossing}`);
    const offered = now.options.some((one) => one.allowed && JSON.stringify(one.command) === JSON.stringify(command));
    if (seen === null || seen !== looked(now, command) || !offered) throw error;
    return send({ ...sending, version: now.version });
  }
}

let busy = false;

/// In the order pressed, one after the other; stops where the server is away again.
export async function flush(client: QueryClient, officer: string): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    for (;;) {
      const one = lines.find((line) => line.state === 'waiting' && line.officer === officer);
      if (!one) return;
      change(one.key, { state: 'sending' });
      try {
        await sendAsSeen(one);
        change(one.key, { state: 'sent' });
        setTimeout(() => drop(one.key), shown_ms);
        await client.invalidateQueries();
      } catch (error) {
        const problem = error instanceof Problem ? error : null;
        if (!problem || problem.away || problem.status === 401) {
          change(one.key, { state: 'waiting' });
          return;
        }
        change(one.key, { state: 'refused', problem: problem.document });
      }
    }
  } finally {
    busy = false;
  }
}
