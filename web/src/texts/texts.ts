// Words of the pages in four languages. A missing key shows as ⟦key⟧: it never falls back to another language. Keys are
// written as i18next writes them (section.key, key_few, {{name}}); reading them takes a few lines and no library.
import { useSyncExternalStore } from 'react';

import type english from './en.json';

export const languages = [
  { code: 'en', name: 'English', reviewed: true },
  { code: 'ru', name: 'Русский', reviewed: false },
  { code: 'kk', name: 'Қазақша', reviewed: false },
  { code: 'ky', name: 'Кыргызча', reviewed: false },
] as const;
export type Language = (typeof languages)[number]['code'];

type Loader = () => Promise<{ default: object }>;
/// What sign-in and the desk need, then the rest, then what is said of lodging.
const loaders: Record<Language, [Loader, Loader, Loader]> = {
  en: [() => import('./en.json?first'), () => import('./en.json?rest'), () => import('./en.json?lodging')],
  ru: [() => import('./ru.json?first'), () => import('./ru.json?rest'), () => import('./ru.json?lodging')],
  kk: [() => import('./kk.json?first'), () => import('./kk.json?rest'), () => import('./kk.json?lodging')],
  ky: [() => import('./ky.json?first'), () => import('./ky.json?rest'), () => import('./ky.json?lodging')],
};
type Part = 0 | 1 | 2;
const parts = new Map<string, Promise<void>>();
const wanted = new Set<Part>([1]); // beside the first: what a change of language brings at once

type Words = Record<string, Record<string, string>>;
const bundles = new Map<Language, Words>();
let present: Language = 'en';

function wordOf(key: string): string | undefined {
  const dot = key.indexOf('.');
  return bundles.get(present)?.[key.slice(0, dot)]?.[key.slice(dot + 1)];
}

/// The form that the present language has for this number of things.
const formOf = (count: number) => new Intl.PluralRules(present).select(count);

function sentence(key: string, values: Values = {}): string {
  const text = (typeof values.count === 'number' ? wordOf(`${key}_${formOf(values.count)}`) : undefined) ?? wordOf(key);
  return text === undefined ? `⟦${key}⟧` : text.replace(/{{(\w+)}}/g, (blank, name: string) => String(values[name] ?? blank));
}

async function load(language: Language, part: Part): Promise<void> {
  const { default: words } = await loaders[language][part]();
  bundles.set(language, { ...bundles.get(language), ...(words as Words) });
}

function partOf(language: Language, part: Part): Promise<void> {
  const name = `${language} ${part}`;
  let promise = parts.get(name);
  if (!promise) {
    promise = load(language, part).catch((error: unknown) => {
      parts.delete(name); // asked again by the next page
      throw error;
    });
    parts.set(name, promise);
  }
  return promise;
}

/// Every word of the officers' pages in the present language is there. A page that shows more than the desk does waits for it.
export const allTexts = (): Promise<void> => partOf(present, 1);

/// And every word about lodging.
export async function lodgingTexts(): Promise<void> {
  wanted.add(2);
  await Promise.all([partOf(present, 1), partOf(present, 2)]);
}

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

async function become(language: Language): Promise<void> {
  if (!bundles.has(language)) await load(language, 0);
  present = language;
  document.documentElement.lang = language;
  localStorage.setItem(remembered, language);
}

/// The page changes its words at once, so all of them must be there.
export async function choose(language: Language): Promise<void> {
  if (!bundles.has(language)) await load(language, 0);
  await Promise.all([...wanted].map((part) => partOf(language, part)));
  await become(language);
  tell();
}

export const startTexts = (): Promise<void> => become(preferred());

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
      t: sentence,
      word: (kind, code, title) => {
        if (code === '') return '';
        return wordOf(`${kind}.${code}`) ?? title ?? code.replaceAll('_', ' ');
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
    () => present,
  );
  return textsOf(language);
}
