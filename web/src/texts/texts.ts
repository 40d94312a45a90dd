// Words of the pages in four languages. A missing key shows as ⟦key⟧: it never falls back to another language.
import i18next from 'i18next';
import { useSyncExternalStore } from 'react';

import type english from './en.json';

export const languages = [
  { code: 'en', name: 'English', reviewed: true },
  { code: 'ru', name: 'Русский', reviewed: false },
  { code: 'kk', name: 'Қазақша', reviewed: false },
  { code: 'ky', name: 'Кыргызча', reviewed: false },
] as const;
export type Language = (typeof languages)[number]['code'];

const loaders: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('./en.json'),
  ru: () => import('./ru.json'),
  kk: () => import('./kk.json'),
  ky: () => import('./ky.json'),
};

type Plain<K extends string> = K extends `${infer Stem}_${'one' | 'few' | 'many' | 'other'}` ? Stem : K;
type Keys<T> = { [S in keyof T & string]: `${S}.${Plain<keyof T[S] & string>}` | `${S}.${keyof T[S] & string}` }[keyof T & string];
export type Key = Keys<typeof english>;
export type Values = Record<string, string | number>;

const remembered = 'onestop.language';
const isLanguage = (code: string | null | undefined): code is Language => languages.some((one) => one.code === code);

function preferred(): Language {
  const kept = localStorage.getItem(remembered);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

const watchers = new Set<() => void>();
const tell = () => watchers.forEach((watcher) => watcher());

export async function choose(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await loaders[language]()).default);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(remembered, language);
  tell();
}

export async function startTexts(): Promise<void> {
  await i18next.init({
    lng: preferred(),
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false }, // React escapes
    parseMissingKeyHandler: (key) => `⟦${key}⟧`,
  });
  await choose(preferred());
}

export interface Texts {
  language: Language;
  t: (key: Key, values?: Values) => string;
  /// The word for a code that comes from data: translated where we know it, else the title that the post gives, else the code.
  word: (kind: string, code: string, title?: string) => string;
}

const made = new Map<string, Texts>();

function textsOf(language: Language): Texts {
  let texts = made.get(language);
  if (!texts) {
    texts = {
      language,
      t: (key, values) => i18next.t(key as string, values ?? {}) as string,
      word: (kind, code, title) => {
        if (code === '') return '';
        const key = `${kind}.${code}`;
        return i18next.exists(key) ? (i18next.t(key) as string) : (title ?? code.replaceAll('_', ' '));
      },
    };
    made.set(language, texts);
  }
  return texts;
}

export function useTexts(): Texts {
  const language = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => i18next.language,
  );
  return textsOf(isLanguage(language) ? language : 'en');
}
