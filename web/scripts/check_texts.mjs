// Every text stands in all four languages, with the plural forms and the blanks that each language needs; every
// refusal of the core has its sentence, every code of the API, the law and the posts its word. Ends with {"passed", "failed"}.
import { readdirSync, readFileSync } from 'node:fs';

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
    else for (const form of new Intl.PluralRules(code).resolvedOptions().pluralCategories) wanted.set(`${stem}_${form}`, blanks(english.get(`${stem}_other`) ?? text));
  }
  for (const [key, names] of wanted) {
    const text = own.get(key);
    check(typeof text === 'string' && text.trim() !== '', `${code}: ${key} is missing`);
    if (text) check(blanks(text) === names, `${code}: ${key} has the blanks {${blanks(text)}}, English has {${names}}`);
  }
  for (const key of own.keys()) check(wanted.has(key), `${code}: ${key} stands in no English text`);
}

// Words for every code: enumerations of the OpenAPI document (as the generated types hold them), commands and events of
// the core, and what the law and the posts name.
const has = (section, code, where) => check(english.has(`${section}.${code}`), `en: ${section}.${code} is missing (${where})`);
const repository = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, repository), 'utf8');
const sections = {
  AccountKind: 'account_kind', Change: 'account_change', RequestOutcome: 'request_outcome',
  Act: 'power', ActKind: 'traffic_act', CorrectedField: 'field', WorkScope: 'work_scope', Clause: 'clause', DeadlineKind: 'deadline', Depth: 'depth', DeviceState: 'device_state', Dimension: 'dimension', DivergenceKind: 'divergence', Effect: 'effect', End: 'end', FactSource: 'fact_source', Fee: 'fee',
  FieldKind: 'result_kind', HoldStatus: 'hold_status', InstrumentKind: 'instrument_kind', Kind: 'time_kind', JobState: 'job_state', LackKind: 'lack', Matched: 'matched', Measure: 'measure', MrzFormat: 'mrz_format', MrzSex: 'sex', Outcome: 'outcome', OwnerKind: 'time_owner', Phase: 'phase',
  Channel: 'channel', DeliveryState: 'delivery_state', Environment: 'environment', FirmState: 'firm_state', Met: 'met', Of: 'condition', onestop_channel_Status: 'rule_status', Standing: 'standing', WebhookState: 'webhook_state',
  Scope: 'scope', Side: 'side', Staffing: 'staffing', SubjectKind: 'kind', Verdict: 'verdict',
};
const schema = read('web/src/api/schema.d.ts');
for (const [, name, list] of schema.matchAll(/^        (\w+): ((?:"\w+" \| )+"\w+");$/gm)) {
  check(sections[name], `no section of words is named for the enumeration ${name}`);
  for (const [, code] of list.matchAll(/"(\w+)"/g)) if (sections[name]) has(sections[name], code, name);
}
for (const [, code] of schema.matchAll(/^ +type: "(\w+)";$/gm)) has('command', code, 'commands');
for (const file of ['crossing/events.h', 'shift/shift.h']) {
  const variant = /using Event = std::variant<([^>]*)>/.exec(read(`src/core/${file}`))[1];
  for (const [code] of variant.matchAll(/\w+/g)) has('event', code, file);
}
const faults = /enum class MrzFault \{([^}]*)\}/.exec(read('src/wire/mrz.h'))[1];
for (const [code] of faults.matchAll(/\w+/g)) has('mrz_fault', code, 'zones');

/// The codes of one list of a law or post file: "- { code: x" or "- code: x" under its key.
const codes = (text, key) => {
  const lines = text.split('\n');
  const found = [];
  for (let at = 0; at < lines.length; ++at) {
    const head = new RegExp(`^( *)${key}:\\s*$`).exec(lines[at]);
    if (!head) continue;
    for (let next = at + 1; next < lines.length && (/^\s*(#.*)?$/.test(lines[next]) || lines[next].startsWith(head[1] + ' ')); ++next) {
      const item = /- (?:\{ )?code: (\w+)/.exec(lines[next]);
      if (item) found.push(item[1]);
    }
  }
  return found;
};
const catalogue = read('law/catalogue.yaml');
for (const [key, section] of Object.entries({ agencies: 'agency', roles: 'role', classes: 'class', zone_kinds: 'zone_kind', facts: 'fact' })) {
  const list = codes(catalogue, key);
  check(list.length > 0, `law/catalogue.yaml has no list of ${key}`);
  for (const code of list) has(section, code, 'law/catalogue.yaml');
}
const [, controls = ''] = catalogue.split(/^controls:$/m);
for (const [, code] of controls.matchAll(/^  - (?:\{ )?code: (\w+)/gm)) has('control', code, 'law/catalogue.yaml');
for (const [, code] of controls.matchAll(/^      - \{ code: (\w+)/gm)) has('result', code, 'law/catalogue.yaml');
for (const [, unit] of controls.matchAll(/unit: (\w+)/g)) has('unit', unit, 'law/catalogue.yaml');
const posts = readdirSync(new URL('posts/', repository)).filter((name) => name.endsWith('.yaml'));
check(posts.length > 0, 'there are no posts');
for (const name of posts) {
  const post = read(`posts/${name}`);
  for (const code of codes(post, 'states')) has('state', code, name);
  for (const code of codes(post, 'stations')) has('station', code, name);
  for (const [, code] of post.matchAll(/^  - code: (\w+)$/gm)) has('layout', code, name);
}

for (const [file, section] of [['crossing', 'refusal'], ['shift', 'shift_refusal']]) {
  for (const [, name, sentence] of read(`src/core/${file}/refusals.cpp`).matchAll(/RefusalEntry{\w+, "(\w+)", \w+, "([^"]+)"}/g))
    check(english.get(`${section}.${name}`) === sentence, `en: ${section}.${name} should read: ${sentence}`);
}

for (const [file, section] of [['lodgement/lodgement', 'lodge_refusal'], ['channel/rule_book', 'rules_refusal']]) {
  const names = [...read(`src/core/${file}.cpp`).matchAll(/RefusalEntry{\w+, "(\w+)", "/g)];
  check(names.length > 0, `src/core/${file}.cpp has no refusals`);
  for (const [, name] of names) has(section, name, file);
}

for (const words of wrong) console.log(words);
console.log(JSON.stringify({ passed, failed: wrong.length }));
process.exit(wrong.length ? 1 : 0);
