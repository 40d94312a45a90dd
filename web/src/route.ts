// Pages by address. A handful of pages needs no library.
import { type MouseEvent, useSyncExternalStore } from 'react';

const watchers = new Set<() => void>();
const tell = () => watchers.forEach((watcher) => watcher());
window.addEventListener('popstate', tell);
window.addEventListener('hashchange', tell);

export function go(address: string): void {
  if (address === location.pathname + location.search + location.hash) return;
  history.pushState(null, '', address);
  window.scrollTo(0, 0);
  tell();
}

/// The same page under another address, without a step back.
export function settle(address: string): void {
  history.replaceState(null, '', address);
  tell();
}

export function useAddress(): URL {
  const text = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => location.href,
  );
  return new URL(text);
}

/// For links: an ordinary press stays in the page, every other kind is the browser's.
export function link(address: string) {
  return {
    href: address,
    onClick: (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(address);
    },
  };
}
