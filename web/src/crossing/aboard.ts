// Persons and goods as somebody types them, before the record knows them.
import type { Claim, NewConsignment, NewPerson } from '../api/messages';

export interface Traveller {
  id: string;
  part: string;
  nationality: string;
  name: string;
  document: string;
  group: string;
  claims: Claim[];
}
export interface Goods {
  id: string;
  reference: string;
  goods: string;
  commodity: string;
  items: number;
  claims: Claim[];
}

export const emptyPerson = (id: string, part: string): Traveller => ({ id, part, nationality: '', name: '', document: '', group: '', claims: [] });
export const emptyConsignment = (id: string): Goods => ({ id, reference: '', goods: '', commodity: '', items: 1, claims: [] });

/// A word of the group is a code: small letters, digits and underscores.
export const groupCode = (text: string) => text.trim().toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '');

export const written = (aboard: { persons: Traveller[]; consignments: Goods[] }): { persons: NewPerson[]; consignments: NewConsignment[] } => ({
  persons: aboard.persons.map((one) => ({ ...one, claims: one.claims ?? [], group: groupCode(one.group ?? ''), name: one.name.trim(), document: one.document.trim() })),
  consignments: aboard.consignments.map((one) => ({ ...one, reference: one.reference.trim(), goods: one.goods.trim(), commodity: one.commodity.trim() })),
});

export interface Line {
  number: number;
  person: { name: string; document: string; nationality: string } | null;
}

/// A pasted list: one passenger a line, as name, document, nationality, separated by commas, semicolons or tabs.
export function linesOf(text: string): Line[] {
  return text.split(/\r?\n/).flatMap((raw, index): Line[] => {
    if (!raw.trim()) return [];
    const [name = '', document = '', nationality = '', ...rest] = raw.split(/[,;\t]/).map((one) => one.trim());
    const fits = name !== '' && document !== '' && /^[A-Za-z]{1,3}$/.test(nationality) && rest.every((one) => one === '');
    return [{ number: index + 1, person: fits ? { name, document: document.toUpperCase(), nationality: nationality.toUpperCase() } : null }];
  });
}
