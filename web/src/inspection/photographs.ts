// Taking photographs: kept in the browser first, then sent (the bytes, then the act that names their hash), one at a time.
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { Problem } from '../api/client';
import type { Card, Command } from '../api/messages';
import { keepFile, send } from '../api/queries';
import { allWaiting, dropWaiting, most_waiting, putWaiting, type WaitingPhotograph } from './waiting_photographs';

let waiting: WaitingPhotograph[] = [];
const watchers = new Set<() => void>();

async function look(): Promise<void> {
  waiting = (await allWaiting().catch(() => waiting)).sort((a, b) => a.at_ms - b.at_ms);
  for (const watcher of watchers) watcher();
}

export const useWaitingPhotographs = (): WaitingPhotograph[] =>
  useSyncExternalStore(
    (watcher) => {
      if (watchers.size === 0) void look();
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => waiting,
  );

/// False where the browser can keep no more.
export async function take(one: Omit<WaitingPhotograph, 'key' | 'refused' | 'at_ms'>): Promise<boolean> {
  if (waiting.length >= most_waiting) return false;
  try {
    await putWaiting({ ...one, key: crypto.randomUUID(), at_ms: Date.now(), refused: null });
  } catch {
    return false;
  }
  await look();
  return true;
}

export async function forgetPhotograph(id: string): Promise<void> {
  await dropWaiting(id);
  await look();
}

async function sendOne(one: WaitingPhotograph): Promise<void> {
  const kept = await keepFile(one.bytes, one.media_type);
  const command: Command = {
    type: 'AttachPhotograph', photograph: one.id, subject: one.subject, inspection: one.inspection, hash: kept.hash,
    media_type: kept.media_type.replace('/', '_'), size_bytes: kept.size_bytes, caption: one.caption.trim() || null,
  };
  await send({ crossing: one.crossing, command, key: one.key });
}

let busy = false;

export async function sendPhotographs(client: QueryClient, officer: string): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    await look();
    for (const one of waiting.filter((line) => line.officer === officer && !line.refused)) {
      try {
        await sendOne(one);
        await dropWaiting(one.id);
      } catch (error) {
        if (!(error instanceof Problem) || error.away || error.status === 401) return;
        await putWaiting({ ...one, refused: error.document.code ?? error.message });
      }
      await look();
      await client.invalidateQueries({ predicate: ({ queryKey: [kind, id] }) => kind === 'crossing' && id === one.crossing });
    }
  } finally {
    busy = false;
  }
}

export const photographsOf = (card: Card, subject: string) => card.photographs.filter((one) => one.subject === subject);
