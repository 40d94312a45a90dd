// Every text stands in all four languages, with the plural forms and the blanks that each language needs; every
// refusal of the core has its sentence. Ends with {"passed", "failed"}.
import { readFileSync } from 'node:fs';

const languages = ['en', 'ru', 'kk', 'ky'];
const here = new URL('../src/texts/', import.meta.url);
const texts = Object.fromEntries(languages.map((code) => [code, JSON.parse(readFileSync(new URL(`${code}.json`, here)))]));
const forms = /_(zero|one|two|few|many|other)$/;
let passed = 0;
const wrong = [];
const check = (claim, words) => (claim ? ++passed : wrong.push(words));

const flat = (tree) => Object.entries(tree).flatMap(([section, words]) => Object.entries(words).map(([key, text]) => [`${section}.${key}`, text]));
const blanks = (text) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort().join();

const english = new Map(flat(texts.en));
const plural = new Set([...english].filter(([key, text]) => forms.test(key) && text.includes('{{count}}')).map(([key]) => key.replace(forms, '')));

for (const code of languages) {
  const own = new Map(flat(texts[code]));
  const wanted = new Map();
  for (const [key, text] of english) {
    const stem = key.replace(forms, '');
    if (!plural.has(stem)) wanted.set(key, blanks(text));
    else for (const form of new Intl.PluralRules(code).resolvedOptions().pluralCategories) wanted.set(`${stem}_${form}`, 'count');
  }
  for (const [key, names] of wanted) {
    const text = own.get(key);
    check(typeof text === 'string' && text.trim() !== '', `${code}: ${key} is missing`);
    if (text) check(blanks(text) === names, `${code}: ${key} has the blanks {${blanks(text)}}, English has {${names}}`);
  }
  for (const key of own.keys()) check(wanted.has(key), `${code}: ${key} stands in no English text`);
}

const table = readFileSync(new URL('../../src/core/crossing/refusals.cpp', import.meta.url), 'utf8');
for (const [, name, sentence] of table.matchAll(/RefusalEntry{\w+, "(\w+)", \w+, "([^"]+)"}/g)) {
  check(english.get(`refusal.${name}`) === sentence, `en: refusal.${name} should read: ${sentence}`);
}

for (const words of wrong) console.log(words);
console.log(JSON.stringify({ passed, failed: wrong.length }));
process.exit(wrong.length ? 1 : 0);
