// Light, dark, or as the system has it; remembered by this browser. start.js sets it before the first paint.
import { useSyncExternalStore } from 'react';

import { useTexts } from '../texts/texts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const remembered = 'onestop.theme';
const watchers = new Set<() => void>();

function present(): Theme {
  const kept = localStorage.getItem(remembered);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function chooseTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') {
    localStorage.removeItem(remembered);
    delete root.dataset.theme;
  } else {
    localStorage.setItem(remembered, theme);
    root.dataset.theme = theme;
  }
  watchers.forEach((watcher) => watcher());
}

export function ThemeMenu() {
  const { t, word } = useTexts();
  const theme = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    present,
  );
  return (
    <label className="theme">
      <span>{t('frame.theme')}</span>
      <select value={theme} onChange={(event) => chooseTheme(event.target.value as Theme)}>
        {themes.map((one) => <option key={one} value={one}>{word('theme', one)}</option>)}
      </select>
    </label>
  );
}

const system = matchMedia('(prefers-color-scheme: dark)');

/// Whether the page is dark now, for drawings that do not follow the style sheet by themselves.
export function useIsDark(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      system.addEventListener('change', watcher);
      return () => {
        watchers.delete(watcher);
        system.removeEventListener('change', watcher);
      };
    },
    () => present() === 'dark' || (present() === 'system' && system.matches),
  );
}
