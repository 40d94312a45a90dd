// Keys that work anywhere on a page. Single letters rest while somebody types and can be switched off (WCAG 2.1.4).
import { useEffect, useRef, useSyncExternalStore } from 'react';

const remembered = 'onestop.single_keys';
let single = localStorage.getItem(remembered) !== 'off';
const watchers = new Set<() => void>();

export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => single,
  );
  return [
    on,
    (next) => {
      single = next;
      localStorage.setItem(remembered, next ? 'on' : 'off');
      watchers.forEach((watcher) => watcher());
    },
  ];
}

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/// What answers Enter and Space by itself.
const operable = (target: EventTarget | null) => target instanceof Element && target.closest('button, a, summary, [role="button"]') !== null;

/// Physical keys, so that a Cyrillic keyboard reaches the same letters: 'KeyH', 'F2'; and '?' and '/', wherever they lie.
export function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"]')) return;
      const act = latest.current[event.key === '?' || event.key === '/' ? event.key : event.code];
      if (!act) return;
      const always = /^F\d+$/.test(event.code);
      if (!always && (!single || typing(event.target))) return;
      if (/^(Enter|Space)$/.test(event.code) && operable(event.target)) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
