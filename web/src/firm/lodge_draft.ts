// What somebody fills in, the message that it makes, and back: `lodgement_json`, the model of the post itself.
export interface PartyDraft {
  name: string;
  country: string;
  city: string;
  tax: string;
}
export interface GoodsDraft {
  commodity: string;
  description: string;
  origin: string;
  gross_kg: string;
  net_kg: string;
  packages: string;
  package_kind: string;
  value: string;
  currency: string;
}
export interface PaperDraft {
  kind: PaperKind;
  number: string;
  day: string;
  valid_until: string;
  country: string;
  line: string; // of goods; empty: all
}
export interface DriverDraft {
  surname: string;
  given_names: string;
  birth_day: string;
  nationality: string;
  document_number: string;
  document_expiry: string;
}
export interface LodgeDraft {
  exit_state: string;
  expected: string; // 2026-07-01T08:00 on the clock of the state of entry
  reference: string;
  dispatch_country: string;
  destination_country: string;
  plate: string;
  nationality: string;
  trailer: string;
  second_trailer: string;
  permit_kind: string;
  permit: string;
  seals: string;
  consignor: PartyDraft;
  consignee: PartyDraft;
  carrier: PartyDraft;
  goods: GoodsDraft[];
  papers: PaperDraft[];
  with_driver: boolean;
  driver: DriverDraft;
}

/// What a paper is to the post: its use, and its type by UN/EDIFACT 1001.
export const paperKinds = {
  veterinary: ['veterinary', ''],
  phytosanitary: ['phytosanitary', ''],
  sanitary: ['sanitary', ''],
  invoice: ['presented', '380'],
  waybill: ['transport', '730'],
  origin: ['presented', '861'],
  excise: ['presented', '100'],
  licence: ['presented', '911'],
  export_declaration: ['previous', '830'],
} as const;
export type PaperKind = keyof typeof paperKinds;

const emptyParty = (): PartyDraft => ({ name: '', country: '', city: '', tax: '' });
export const emptyGoods = (): GoodsDraft => ({ commodity: '', description: '', origin: '', gross_kg: '', net_kg: '', packages: '', package_kind: '', value: '', currency: '' });
export const emptyPaper = (): PaperDraft => ({ kind: 'invoice', number: '', day: '', valid_until: '', country: '', line: '' });
export const emptyDraft = (exit_state: string, entry_state: string): LodgeDraft => ({
  exit_state, expected: '', reference: '', dispatch_country: exit_state, destination_country: entry_state,
  plate: '', nationality: '', trailer: '', second_trailer: '', permit_kind: '', permit: '', seals: '',
  consignor: emptyParty(), consignee: emptyParty(), carrier: emptyParty(),
  goods: [emptyGoods()], papers: [], with_driver: false,
  driver: { surname: '', given_names: '', birth_day: '', nationality: '', document_number: '', document_expiry: '' },
});

type Json = string | Json[] | { [name: string]: Json };
export interface Made {
  text: string;
  /// The field of the draft from which each part of the message came: "/vehicles/0/plate" from "plate".
  fields: Map<string, string>;
}

const number = (text: string) => text.trim().replace(/[\s\u00a0]/g, '').replace(',', '.');
const offsetText = (minutes: number) => `${minutes < 0 ? '-' : '+'}${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0')}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;

/// Empty texts are left out, and objects and lists that would hold nothing; every part remembers its field.
class Writer {
  readonly fields = new Map<string, string>();
  object(at: string, field: string, parts: Record<string, (at: string) => Json | null>): Json | null {
    const entries = Object.entries(parts).flatMap(([name, make]) => {
      const value = make(`${at}/${name}`);
      return value === null ? [] : [[name, value] as const];
    });
    if (entries.length === 0) return null;
    this.fields.set(at, field);
    return Object.fromEntries(entries);
  }
  text = (value: string, field: string) => (at: string): Json | null => {
    this.fields.set(at, field);
    return value.trim() === '' ? null : value.trim();
  };
  fixed = (value: string) => (): Json => value;
  list = (makers: ((at: string) => Json | null)[]) => (at: string): Json | null => {
    const made: Json[] = [];
    for (const make of makers) {
      const one = make(`${at}/${made.length}`);
      if (one !== null) made.push(one);
    }
    return made.length > 0 ? made : null;
  };
}

function party(write: Writer, role: 'consignor' | 'consignee' | 'carrier', one: PartyDraft) {
  return (at: string) => {
    if (!one.name.trim() && !one.tax.trim()) return null;
    return write.object(at, `${role}.name`, {
      role: write.fixed(role),
      name: write.text(one.name, `${role}.name`),
      identifier: write.text(one.tax, `${role}.tax`),
      address: (address) => write.object(address, `${role}.country`, { country: write.text(one.country, `${role}.country`), city: write.text(one.city, `${role}.city`) }),
    });
  };
}

const paper = (write: Writer, draft: LodgeDraft, index: number) => (at: string) => {
  const one = draft.papers[index]!;
  const [use, type] = paperKinds[one.kind];
  const field = `papers.${index}`;
  if (!one.number.trim() && !one.day && !one.valid_until) return null;
  return write.object(at, `${field}.number`, {
    use: write.fixed(use),
    type: type ? write.fixed(type) : () => null,
    number: write.text(one.number, `${field}.number`),
    day: write.text(one.day, `${field}.day`),
    valid_until: write.text(one.valid_until, `${field}.valid_until`),
    country: write.text(one.country, `${field}.country`),
  });
};

const goods = (write: Writer, draft: LodgeDraft, index: number) => (at: string) => {
  const one = draft.goods[index]!;
  const field = `goods.${index}`;
  const own = draft.papers.flatMap((each, place) => (each.line === String(index + 1) ? [paper(write, draft, place)] : []));
  return write.object(at, field, {
    sequence: write.fixed(String(index + 1)),
    commodity: write.text(one.commodity.replace(/\s/g, ''), `${field}.commodity`),
    description: one.description.trim() ? (to) => write.list([write.text(one.description, `${field}.description`)])(to) : () => null,
    gross_kg: write.text(number(one.gross_kg), `${field}.gross_kg`),
    net_kg: write.text(number(one.net_kg), `${field}.net_kg`),
    value: write.text(number(one.value), `${field}.value`),
    currency: write.text(one.currency, `${field}.currency`),
    origin: write.text(one.origin, `${field}.origin`),
    packages: write.list([(to) => write.object(to, `${field}.packages`, { kind: write.text(one.package_kind, `${field}.package_kind`), quantity: write.text(number(one.packages), `${field}.packages`) })]),
    documents: write.list(own),
  });
};

/// Where the vehicle comes to.
export interface Place {
  code: string;
  title: string;
  entry_offset_min: number;
}

export function messageOf(draft: LodgeDraft, { code, title, entry_offset_min }: Place): Made {
  const write = new Writer();
  const [day = '', time = ''] = draft.expected.split('T');
  const whole = draft.papers.flatMap((one, index) => (Number(one.line) > 0 && Number(one.line) <= draft.goods.length ? [] : [paper(write, draft, index)]));
  const { driver } = draft;
  const made = write.object('', 'plate', {
    format: write.fixed('onestop.lodgement.1'),
    kind: write.fixed('preliminary_information'),
    reference: write.text(draft.reference, 'reference'),
    dispatch_country: write.text(draft.dispatch_country, 'dispatch_country'),
    destination_country: write.text(draft.destination_country, 'destination_country'),
    expected_day: write.text(day, 'expected'),
    expected_time: write.text(time ? `${time}:00${offsetText(entry_offset_min)}` : '', 'expected'),
    offices: write.list([(at) => write.object(at, 'exit_state', { use: write.fixed('border'), code: write.fixed(code), name: write.fixed(title) })]),
    parties: write.list([party(write, 'consignor', draft.consignor), party(write, 'consignee', draft.consignee), party(write, 'carrier', draft.carrier)]),
    vehicles: draft.plate.trim() ? write.list([(at) => write.object(at, 'plate', {
      crossing: write.fixed('border'),
      plate: write.text(draft.plate, 'plate'),
      nationality: write.text(draft.nationality, 'nationality'),
      trailer: write.text(draft.trailer, 'trailer'),
      second_trailer: write.text(draft.second_trailer, 'second_trailer'),
    })]) : () => null,
    transport_controls: draft.permit_kind ? write.list([(at) => write.object(at, 'permit', {
      permit_kind: write.text(draft.permit_kind, 'permit_kind'),
      documents: write.list([(to) => (draft.permit.trim() ? write.object(to, 'permit', { use: write.fixed('permit'), number: write.text(draft.permit, 'permit') }) : null)]),
    })]) : () => null,
    seals: write.list(draft.seals.split(/[\s,;]+/).filter(Boolean).map((one) => (at: string) => write.object(at, 'seals', { number: write.text(one, 'seals') }))),
    documents: write.list(whole),
    persons: draft.with_driver ? write.list([(at) => write.object(at, 'driver.surname', {
      role: write.fixed('driver'),
      surname: write.text(driver.surname, 'driver.surname'),
      given_names: write.text(driver.given_names, 'driver.given_names'),
      birth_day: write.text(driver.birth_day, 'driver.birth_day'),
      nationality: write.text(driver.nationality, 'driver.nationality'),
      document_type: write.fixed('P'),
      document_number: write.text(driver.document_number, 'driver.document_number'),
      document_state: write.text(driver.nationality, 'driver.nationality'),
      document_expiry: write.text(driver.document_expiry, 'driver.document_expiry'),
    })]) : () => null,
    consignments: write.list([(at) => write.object(at, 'goods.0', { items: write.list(draft.goods.map((_, index) => goods(write, draft, index))) })]),
  });
  return { text: JSON.stringify(made, null, 1), fields: write.fields };
}

/// Findings about what is not there stand at the line of goods or at the whole; their code says which field they mean.
const lacking: Record<string, string> = {
  'goods.commodity_missing': 'commodity', 'goods.description_missing': 'description', 'goods.gross_missing': 'gross_kg', 'goods.value_missing': 'value',
  'goods.origin_missing': 'origin', 'goods.packages_missing': 'packages', 'goods.package_count_missing': 'packages', 'goods.currency_missing': 'currency',
};
const lackingInWhole: Record<string, string> = {
  'arrival.missing': 'expected', 'vehicle.missing': 'plate', 'vehicle.nationality_missing': 'nationality', 'permit.missing': 'permit_kind', 'office.border_missing': 'exit_state',
};
const partyLacking = /^party\.missing$/;

/// The field at which a finding is shown; nothing where no field is meant.
export function fieldOf(fields: Map<string, string>, finding: { code: string; place: string; what: string }, roles: Record<string, string>): string | null {
  const whole = lackingInWhole[finding.code];
  if (whole) return whole;
  if (partyLacking.test(finding.code)) return Object.entries(roles).find(([, word]) => finding.what.includes(word))?.[0] ?? null;
  for (let at = finding.place; at; at = at.slice(0, at.lastIndexOf('/'))) {
    const field = fields.get(at);
    if (!field) continue;
    const part = lacking[finding.code];
    return part && /^goods\.\d+/.test(field) ? `${/^goods\.\d+/.exec(field)![0]}.${part}` : field;
  }
  return null;
}

// --- Back from a message that this form made ---

type Part = Record<string, unknown>;
const textIn = (part: Part | undefined, name: string) => (typeof part?.[name] === 'string' ? (part[name] as string) : '');
const partsIn = (part: Part | undefined, name: string): Part[] => (Array.isArray(part?.[name]) ? (part[name] as Part[]) : []);

function paperOf(one: Part, line: string): PaperDraft {
  const use = textIn(one, 'use'), type = textIn(one, 'type');
  const kind = (Object.entries(paperKinds).find(([, [its_use, its_type]]) => its_use === use && its_type === type)?.[0] ?? 'invoice') as PaperKind;
  return { kind, number: textIn(one, 'number'), day: textIn(one, 'day'), valid_until: textIn(one, 'valid_until'), country: textIn(one, 'country'), line };
}

/// Nothing where the message says more than this form can show: it must not get lost by amending.
export function draftOf(text: string, place: Place, exit_state: string, entry_state: string): LodgeDraft | null {
  let message: Part;
  try {
    message = JSON.parse(text) as Part;
  } catch {
    return null;
  }
  const partyOf = (role: string): PartyDraft => {
    const one = partsIn(message, 'parties').find((each) => each['role'] === role);
    const address = one?.['address'] as Part | undefined;
    return { name: textIn(one, 'name'), country: textIn(address, 'country'), city: textIn(address, 'city'), tax: textIn(one, 'identifier') };
  };
  const [vehicle] = partsIn(message, 'vehicles'), [control] = partsIn(message, 'transport_controls'), [person] = partsIn(message, 'persons');
  const items = partsIn(partsIn(message, 'consignments')[0], 'items');
  const day = textIn(message, 'expected_day');
  const draft: LodgeDraft = {
    ...emptyDraft(exit_state, entry_state),
    expected: day ? `${day}T${textIn(message, 'expected_time').slice(0, 5)}` : '',
    reference: textIn(message, 'reference'), dispatch_country: textIn(message, 'dispatch_country'), destination_country: textIn(message, 'destination_country'),
    plate: textIn(vehicle, 'plate'), nationality: textIn(vehicle, 'nationality'), trailer: textIn(vehicle, 'trailer'), second_trailer: textIn(vehicle, 'second_trailer'),
    permit_kind: textIn(control, 'permit_kind'), permit: textIn(partsIn(control, 'documents')[0], 'number'),
    seals: partsIn(message, 'seals').map((one) => textIn(one, 'number')).join(' '),
    consignor: partyOf('consignor'), consignee: partyOf('consignee'), carrier: partyOf('carrier'),
    goods: items.map((one) => ({
      commodity: textIn(one, 'commodity'), description: Array.isArray(one['description']) ? String(one['description'][0] ?? '') : '', origin: textIn(one, 'origin'),
      gross_kg: textIn(one, 'gross_kg'), net_kg: textIn(one, 'net_kg'), value: textIn(one, 'value'), currency: textIn(one, 'currency'),
      packages: textIn(partsIn(one, 'packages')[0], 'quantity'), package_kind: textIn(partsIn(one, 'packages')[0], 'kind'),
    })),
    papers: [...partsIn(message, 'documents').map((one) => paperOf(one, '')), ...items.flatMap((item, index) => partsIn(item, 'documents').map((one) => paperOf(one, String(index + 1))))],
    with_driver: person !== undefined,
    driver: { surname: textIn(person, 'surname'), given_names: textIn(person, 'given_names'), birth_day: textIn(person, 'birth_day'), nationality: textIn(person, 'nationality'), document_number: textIn(person, 'document_number'), document_expiry: textIn(person, 'document_expiry') },
  };
  return JSON.stringify(JSON.parse(messageOf(draft, place).text)) === JSON.stringify(message) ? draft : null;
}
