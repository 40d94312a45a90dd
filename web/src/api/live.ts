// The live stream: what changed on the post, and whether the server is there at all.
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import type { CrossingEvent } from './messages';

export type Link = 'connecting' | 'live' | 'away';

let link: Link = 'connecting';
const watchers = new Set<() => void>();

function become(next: Link) {
  if (next === link) return;
  link = next;
  for (const watcher of watchers) watcher();
}

export function useLink(): Link {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => link,
  );
}

const settle_ms = 80; // events of one burst are answered with one round of requests
const retry_ms = [1000, 2000, 4000, 8000];
const most_pending = 200; // crossings of one burst; past it everything is asked again

export function listen(client: QueryClient, gone: () => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let stopped = false;
  const changed = new Set<string>();

  const flush = () => {
    settling = undefined;
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
      changed.add((JSON.parse((message as MessageEvent<string>).data) as CrossingEvent).crossing);
      settling ??= setTimeout(flush, settle_ms);
    });
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
    become('connecting');
  };
}
