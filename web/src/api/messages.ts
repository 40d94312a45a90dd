// What the API says and hears, field for field as the server describes it.
export type Id = string; // UUID
export type Code = string;
export type Instant = string; // RFC 3339, UTC
export type Hash = string; // hex

export type Side = 'exit' | 'entry';
export type SubjectKind = 'vehicle' | 'person' | 'consignment';
export type Depth = 'none' | 'documents' | 'physical';
export type Effect = 'perform' | 'joint' | 'recognise' | 'waive' | 'abolish';
export type FactSource = 'arrival' | 'control' | 'order' | 'alarm' | 'lodging';
export type Phase = 'exit' | 'hand_over' | 'entry' | 'closed';
export type Scope = 'person' | 'vehicle' | 'consignment' | 'item';
export type HoldStatus = 'open' | 'lifted' | 'expired';
export type Outcome = 'passed' | 'passed_with_remarks';
export type Verdict = 'innocent' | 'confirmed';
export type DeadlineKind = 'hold_expiry' | 'partner_absence';
export type End = 'none' | 'departed' | 'withdrawn' | 'exit_refused' | 'readmitted';

export interface Claim {
  fact: Code;
  side?: Side;
}
export interface Covered {
  scope: Scope;
  subject: Id;
  item: number;
}
export interface NewPerson {
  id: Id;
  part: Code;
  nationality: Code;
  name: string;
  document: string;
}
export interface NewConsignment {
  id: Id;
  reference: string;
  goods: string;
  commodity: Code;
  items: number;
  claims: Claim[];
}

export interface Commands {
  RegisterArrival: {
    vehicle: Id;
    plate: string;
    traffic_class: Code;
    exit_state: Code;
    lane: Code;
    claims: Claim[];
    seals: string[];
    persons: NewPerson[];
    consignments: NewConsignment[];
  };
  BeginControl: { control: Code; subject: Id };
  CloseControl: { control: Code; subject: Id; outcome: Outcome; establishes: Code[]; remarks?: string };
  PlaceHold: { hold: Id; covers: Covered; control: Code; reason: Code; evidence: string; expires: Instant; note?: string };
  LiftHold: { hold: Id; note?: string };
  OrderControl: { subject: Id; fact: Code; reason: string };
  OrderInspection: { inspection: Id; consignment: Id; control: Code };
  AttendInspection: { inspection: Id };
  DeclineAttendance: { inspection: Id; reason: string };
  DrawInspectionAct: { inspection: Id; outcome: Outcome; findings: string; seals_found: string[]; seals_affixed: string[] };
  SignInspectionAct: { inspection: Id; act: Hash; signature: string };
  GiveExitNotice: object;
  AcceptEntry: object;
  RefuseSubject: { subject: Id; control: Code; reason: Code; note?: string };
  ReadmitSubject: { subject: Id };
  ReleaseSubject: { subject: Id; item: number };
  LetDepart: { plate: string; seals: string[] };
  Withdraw: { reason: Code };
  ReportAlarm: { alarm: Id; kind: Code; occupancy: string };
  AgreeAlarmClosure: { alarm: Id; verdict: Verdict; findings: string };
  RequestHold: { request: Id; covers: Covered; reason: Code; note?: string };
  AnswerRequest: { request: Id; granted: boolean; hold: Id; expires: Instant };
  KeepDeadline: { kind: DeadlineKind; about: Id };
}
export type CommandType = keyof Commands;
export type Command = { [T in CommandType]: { type: T } & Commands[T] }[CommandType];

export interface Provision {
  id: Code;
  instrument: string;
  article: string;
  text: string;
}
export interface RefusalView {
  code: string;
  sentence: string;
  provision: Provision;
  subject?: Id;
  control?: Code;
}
export interface OfficerView {
  id: Id;
  name: string;
  state: Code;
  agency: Code;
  role: Code;
}
export interface SessionView {
  officer: OfficerView;
  desk: Code;
  station: Code;
  expires: Instant;
}
export type ControlStatus =
  | 'not_required' | 'abolished' | 'waived' | 'recognised' | 'pending' | 'in_progress' | 'held'
  | 'passed' | 'passed_with_remarks' | 'refused';
export interface ControlView {
  control: Code;
  agency: Code;
  side: Side;
  state: Code;
  status: ControlStatus;
  enabled: boolean;
  effective: boolean;
  depth: Depth;
  effect: Effect;
  provision: Provision;
  station: Code;
  officer?: string;
  at?: Instant;
}
export interface HoldView {
  id: Id;
  scope: Scope;
  subject: Id;
  item: number;
  control: Code;
  agency: Code;
  state: Code;
  reason: Code;
  evidence: string;
  officer: string;
  status: HoldStatus;
  placed: Instant;
  expires: Instant;
}
export interface SubjectView {
  id: Id;
  kind: SubjectKind;
  label: string;
  readable: boolean;
  part?: Code;
  nationality?: Code;
  commodity?: Code;
  document?: string;
  goods?: string;
  items: number;
  facts: Code[];
  fate: Code;
  controls: ControlView[];
}
export interface ActView {
  outcome: Outcome;
  findings: string;
  seals_found: string[];
  seals_affixed: string[];
  drawn_by: string;
  at: Instant;
  hash: Hash;
}
export interface PartyView {
  state: Code;
  officer: string;
  did: Code;
}
export interface InspectionView {
  id: Id;
  consignment: Id;
  control: Code;
  state: Code;
  joint: boolean;
  ordered: Instant;
  partner_absent: boolean;
  concluded: boolean;
  parties: PartyView[];
  act?: ActView;
}
export interface AlarmView {
  id: Id;
  kind: Code;
  occupancy: string;
  at: Instant;
  open: boolean;
  agreed: string[];
}
export interface RequestView {
  id: Id;
  subject: Id;
  reason: Code;
  state: Code;
  answer: Code;
}
export interface Option {
  command: Command;
  asks: string[];
  normal: boolean;
  allowed: boolean;
  basis?: Provision;
  refusal?: RefusalView;
}
export interface Card {
  id: Id;
  version: number;
  plate: string;
  traffic_class: Code;
  exit_state: Code;
  entry_state: Code;
  layout: Code;
  lane: Code;
  phase: Phase;
  end: End;
  isolated: boolean;
  arrived: Instant;
  updated: Instant;
  now: Instant;
  procedure: Hash;
  seals: string[];
  subjects: SubjectView[];
  holds: HoldView[];
  inspections: InspectionView[];
  alarms: AlarmView[];
  requests: RequestView[];
  options: Option[];
}
export interface FieldView {
  name: string;
  value: string;
  visibility: 'shared' | 'private' | 'personal';
  present: boolean;
}
export interface EntryView {
  seq: number;
  type: Code;
  state: Code;
  recorder: Id;
  version: number;
  at: Instant;
  officer: string;
  agency: Code;
  role: Code;
  desk: Code;
  provision: Provision;
  subject?: Id;
  fields: FieldView[];
  hash: Hash;
  previous: Hash;
  signature?: string;
  signature_valid?: boolean;
}
export interface Timeline {
  crossing: Id;
  plate: string;
  entries: EntryView[];
}
export interface CrossingItem {
  id: Id;
  plate: string;
  traffic_class: Code;
  direction: Code;
  layout: Code;
  phase: Phase;
  arrived: Instant;
  updated: Instant;
  ended?: Instant;
  held: boolean;
  isolated: boolean;
  version: number;
}
export interface CrossingPage {
  items: CrossingItem[];
  next?: string;
}
export interface WorkItem {
  crossing: Id;
  plate: string;
  traffic_class: Code;
  direction: Code;
  control: Code;
  subject: Id;
  station: Code;
  since: Instant;
}
export interface WorkList {
  now: Instant;
  items: WorkItem[];
}
export interface CommandAnswer {
  crossing: Id;
  version: number;
  events: Code[];
}
export interface QuestionAnswer {
  allowed: boolean;
  basis?: Provision;
  refusal?: RefusalView;
  events: Code[];
}
export interface NamedView {
  code: Code;
  title: string;
}
export interface StateView {
  code: Code;
  name: string;
  utc_offset_min: number;
}
export interface DeskView {
  code: Code;
  station: Code;
  state: Code;
  agency: Code;
  role: Code;
}
export interface LaneView {
  code: Code;
  classes: Code[];
}
export interface FactView {
  code: Code;
  of: SubjectKind;
  source: FactSource;
  relative: boolean;
  title: string;
}
export interface PostView {
  code: Code;
  title: string;
  host: Code;
  layout: Code;
  states: StateView[];
  agencies: NamedView[];
  classes: NamedView[];
  controls: NamedView[];
  stations: NamedView[];
  facts: FactView[];
  desks: DeskView[];
  lanes: LaneView[];
  now: Instant;
  demo: boolean;
  speed: number;
}
export interface DemoOfficer {
  name: string;
  password: string;
  pin: string;
  state: Code;
  agency: Code;
  role: Code;
  desk: Code;
  station: Code;
}
export interface DemoOfficers {
  officers: DemoOfficer[];
}
export interface CrossingEvent {
  crossing: Id;
  version: number;
  type: Code;
  state: Code;
  at: Instant;
}
