// Rights, masked places and who looked, as the server says them.
export interface MaskedPlace {
  place: string; // "/subjects/1/label"
  field: string; // "person.name"
  why: string;
  provision: string;
}

export interface RightsView {
  code: string;
  title: string;
  hash: string;
  on_record: boolean;
  purposes: { code: string; title: string; at_the_desk: boolean }[];
  may: string[];
  provisions: { id: string; instrument: string; article: string; text: string }[];
}

export interface AccessView {
  at: string;
  officer: string;
  state: string;
  agency: string;
  role: string;
  desk: string;
  about: string;
  fields: string[];
  purpose: string;
  provision: string;
}

export interface AccessList {
  crossing: string;
  accesses: AccessView[];
  more: boolean;
}

/// What an answer says of what it does not show; older answers say nothing.
export const maskedOf = (answer: unknown): MaskedPlace[] => (answer as { masked?: MaskedPlace[] }).masked ?? [];
