// Work lists and work in hand, as the server says them.
export type WorkScope = 'mine' | 'agency' | 'state';

export interface HandView {
  desk: string;
  officer?: string;
  confirmed: boolean;
  since: string;
  mine: boolean;
  offered: boolean;
}

export interface WorkLineView {
  crossing: string;
  plate: string;
  traffic_class: string;
  direction: string;
  control: string;
  subject: string;
  station: string;
  agency: string;
  since: string;
  rank: number;
  held: boolean;
  isolated: boolean;
  deadline?: string;
  hand?: HandView;
}

export interface WorkPage {
  now: string;
  scope: WorkScope;
  items: WorkLineView[];
  next?: string;
}

export interface WorkCountView {
  station: string;
  control: string;
  agency: string;
  count: number;
  held: number;
  in_hand: number;
  oldest: string;
  deadline?: string;
}

export interface WorkCounts {
  now: string;
  scope: WorkScope;
  count: number;
  held: number;
  in_hand: number;
  oldest?: string;
  deadline?: string;
  lines: WorkCountView[];
}

export interface InHandView {
  crossing: string;
  plate: string;
  traffic_class: string;
  direction: string;
  station: string;
  hand: HandView;
  from?: string;
  note: string;
  note_on_all: string;
  waits: boolean;
}

export interface InHandList {
  now: string;
  items: InHandView[];
}

export interface WorkPlace {
  crossing: string;
  station: string;
}

export type WorkCommand =
  | { type: 'TakeWork'; place: WorkPlace }
  | { type: 'GiveBackWork'; places: WorkPlace[] }
  | { type: 'HandOverWork'; items: { place: WorkPlace; note: string }[]; everything: boolean; to_desk: string; to_officer?: string; note: string }
  | { type: 'ConfirmWork'; places: WorkPlace[] };
