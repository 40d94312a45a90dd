// The last state of the pages, for a reload while the server is away. Answers may hold personal data: they lie in this
// tab's session storage and nowhere else, and go with the session.
import type { QueryClient, QueryKey } from '@tanstack/react-query';

const place = 'onestop.kept';
const kinds = new Set(['post', 'session', 'demo', 'work', 'crossings', 'crossing']);
const most_queries = 24;
const most_characters = 1_500_000;
const pause_ms = 400;

interface Line {
  key: QueryKey;
  data: unknown;
  at: number;
}

function save(client: QueryClient): void {
  const lines: Line[] = client.getQueryCache().getAll()
    .filter(({ queryKey: [kind], state }) => kinds.has(String(kind)) && state.status === 'success' && state.data !== undefined)
    .map(({ queryKey, state }) => ({ key: queryKey, data: state.data, at: state.dataUpdatedAt }))
    .sort((a, b) => b.at - a.at)
    .slice(0, most_queries);
  for (let text = JSON.stringify(lines); ; text = JSON.stringify(lines)) {
    if (text.length <= most_characters) {
      try {
        return sessionStorage.setItem(place, text);
      } catch {
        // Full: the oldest goes first.
      }
    }
    if (lines.length === 0) return sessionStorage.removeItem(place);
    lines.length = Math.floor(lines.length / 2);
  }
}

function load(): Line[] {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? '[]') as Line[];
  } catch {
    return [];
  }
}

export function keepAnswers(client: QueryClient): void {
  for (const { key, data, at } of load()) client.setQueryData(key, data, { updatedAt: at });
  void client.invalidateQueries({ refetchType: 'none' }); // shown at once, asked again as soon as somebody looks
  let timer: ReturnType<typeof setTimeout> | undefined;
  client.getQueryCache().subscribe(({ type }) => {
    if (type !== 'updated' && type !== 'removed') return;
    timer ??= setTimeout(() => {
      timer = undefined;
      save(client);
    }, pause_ms);
  });
}

/// Everything but what anybody may know.
export function forgetAnswers(client: QueryClient): void {
  sessionStorage.removeItem(place);
  client.removeQueries({ predicate: ({ queryKey: [kind] }) => kind !== 'session' && kind !== 'post' && kind !== 'demo' });
}
