// The live stream: what changed on the post, and whether the server is there at all.
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import type { CrossingEvent } from './messages';

export type Link = 'connecting' | 'live' | 'away';

let link: Link = 'connecting';
const watchers = new Set<() => void>();
const since_when = 'onestop.away_since'; // milliseconds of this browser; outlives a reload

function become(next: Link) {
  if (next === link) return;
  link = next;
  if (next !== 'away') sessionStorage.removeItem(since_when);
  else if (!sessionStorage.getItem(since_when)) sessionStorage.setItem(since_when, String(Date.now()));
  for (const watcher of watchers) watcher();
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
export const useLink = (): Link => useSyncExternalStore(watch, () => link);

/// Since when the server is away, in milliseconds of this browser's clock.
export const awaySince = (): number => Number(sessionStorage.getItem(since_when)) || Date.now();

type EventWatcher = (event: CrossingEvent, seq: number) => void;
const event_watchers = new Set<EventWatcher>();

/// Every event as it comes, for pages that draw what happens.
export function watchEvents(watcher: EventWatcher): () => void {
  event_watchers.add(watcher);
  return () => void event_watchers.delete(watcher);
}

const settle_ms = 80; // events of one burst are answered with one round of requests
const busy_ms = 700; // on a busy post lists are asked anew at most this often
const retry_ms = [1000, 2000, 4000, 8000];
const study_ms = 2000; // tables over many stays are asked for more rarely
const most_pending = 200; // crossings of one burst; past it everything is asked again

export function listen(client: QueryClient, gone: () => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let studying: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let stopped = false;
  let flushed_ms = 0;
  const changed = new Set<string>();

  const flush = () => {
    settling = undefined;
    flushed_ms = Date.now();
    const all = changed.size > most_pending;
    void client.invalidateQueries({
      predicate: ({ queryKey: [kind, id] }) => {
        if (kind === 'crossing' || kind === 'timeline' || kind === 'explanation') return all || changed.has(String(id));
        return kind === 'work' || kind === 'crossings' || kind === 'next';
      },
    });
    changed.clear();
  };

  const open = () => {
    source = new EventSource('/api/v1/events');
    source.onopen = () => {
      const returned = tries > 0 || link === 'away';
      tries = 0;
      become('live');
      if (returned) void client.invalidateQueries();
    };
    source.addEventListener('crossing', (message) => {
      const event = JSON.parse((message as MessageEvent<string>).data) as CrossingEvent;
      for (const watcher of event_watchers) watcher(event, Number((message as MessageEvent<string>).lastEventId));
      changed.add(event.crossing);
      settling ??= setTimeout(flush, Math.max(settle_ms, flushed_ms + busy_ms - Date.now()));
      studying ??= setTimeout(() => { studying = undefined; void client.invalidateQueries({ queryKey: ['release_times'] }); }, study_ms);
    });
    const anew = (...kinds: string[]) => () => void client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kinds.includes(String(kind)) });
    source.addEventListener('post', anew('post', 'picture', 'shift', 'demo', 'law')); // another layout or law begins
    source.addEventListener('shift', anew('shift'));
    source.onerror = () => {
      become('away');
      source?.close();
      if (stopped) return;
      gone();
      timer = setTimeout(open, retry_ms[Math.min(tries, retry_ms.length - 1)]);
      ++tries;
    };
  };
  open();
  return () => {
    stopped = true;
    source?.close();
    clearTimeout(timer);
    clearTimeout(settling);
    clearTimeout(studying);
    become('connecting');
  };
}
