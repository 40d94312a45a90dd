// The server's messages by their short names. Their shapes are generated from its OpenAPI document (npm run types).
import type { components } from './schema';

type Schemas = components['schemas'];

export type Id = string; // UUID
export type Code = string;
export type Instant = string; // RFC 3339, UTC

export type Command = Schemas['CommandRequest']['command'];
export type CommandType = Command['type'];
export type ActView = Schemas['ActView'];
export type AlarmView = Schemas['AlarmView'];
export type Card = Schemas['Card'];
export type Claim = Schemas['Claim'];
export type CommandAnswer = Schemas['CommandAnswer'];
export type ControlView = Schemas['ControlView'];
export type Covered = Schemas['Covered'];
export type CrossingItem = Schemas['CrossingItem'];
export type CrossingPage = Schemas['CrossingPage'];
export type DemoOfficer = Schemas['DemoOfficer'];
export type DemoOfficers = Schemas['DemoOfficers'];
export type Depth = Schemas['Depth'];
export type DeskView = Schemas['DeskView'];
export type Effect = Schemas['Effect'];
export type End = Schemas['End'];
export type EntryView = Schemas['EntryView'];
export type FactSource = Schemas['FactSource'];
export type FactView = Schemas['FactView'];
export type FieldView = Schemas['FieldView'];
export type HoldStatus = Schemas['HoldStatus'];
export type HoldView = Schemas['HoldView'];
export type InspectionView = Schemas['InspectionView'];
export type LaneView = Schemas['LaneView'];
export type NamedView = Schemas['NamedView'];
export type NewConsignment = Schemas['NewConsignment'];
export type NewPerson = Schemas['NewPerson'];
export type OfficerView = Schemas['OfficerView'];
export type Option = Schemas['Option'];
export type Outcome = Schemas['Outcome'];
export type PartyView = Schemas['PartyView'];
export type Phase = Schemas['Phase'];
export type PostView = Schemas['PostView'];
export type Provision = Schemas['Provision'];
export type QuestionAnswer = Schemas['QuestionAnswer'];
export type RefusalView = Schemas['RefusalView'];
export type RequestView = Schemas['RequestView'];
export type Scope = Schemas['Scope'];
export type SessionView = Schemas['SessionView'];
export type Side = Schemas['Side'];
export type StateView = Schemas['StateView'];
export type Status = Schemas['Status'];
export type StatusLine = Schemas['StatusLine'];
export type FileView = Schemas['FileView'];
export type SubjectKind = Schemas['SubjectKind'];
export type SubjectView = Schemas['SubjectView'];
export type Timeline = Schemas['Timeline'];
export type Verdict = Schemas['Verdict'];
export type WorkItem = Schemas['WorkItem'];
export type WorkList = Schemas['WorkList'];
export type CallView = Schemas['CallView'];
export type ControlFieldView = Schemas['ControlFieldView'];
export type CostView = Schemas['CostView'];
export type DepositView = Schemas['DepositView'];
export type DivergenceView = Schemas['DivergenceView'];
export type Explanation = Schemas['Explanation'];
export type ExplainedAct = Schemas['ExplainedAct'];
export type ControlBasis = Schemas['ControlBasis'];
export type Found = Schemas['Found'];
export type HeadcountView = Schemas['HeadcountView'];
export type InstrumentInForce = Schemas['InstrumentInForce'];
export type LackKind = Schemas['LackKind'];
export type LawChange = Schemas['LawChange'];
export type LawChanges = Schemas['LawChanges'];
export type LawView = Schemas['LawView'];
export type Money = Schemas['Money'];
export type Mrz = Schemas['Mrz'];
export type OffenceView = Schemas['OffenceView'];
export type PhaseView = Schemas['PhaseView'];
export type ProgrammeView = Schemas['ProgrammeView'];
export type ProvisionInForce = Schemas['ProvisionInForce'];
export type RegisteredView = Schemas['RegisteredView'];
export type ReversalView = Schemas['ReversalView'];
export type RuleView = Schemas['RuleView'];
export type SampleView = Schemas['SampleView'];
export type Picture = Schemas['Picture'];
export type Plan = Schemas['Plan'];
export type SeatView = Schemas['SeatView'];
export type VehicleView = Schemas['VehicleView'];
export type ZoneView = Schemas['ZoneView'];
export type ShiftView = Schemas['ShiftView'];
export type DemoPlan = Schemas['DemoPlan'];
export type ShiftCommand = Schemas['ShiftRequest']['command'];
export type WeighingMark = Schemas['WeighingMark'];

export type CostColumn = Schemas['CostColumn'];
export type ComparedView = Schemas['ComparedView'];
export type ComparisonView = Schemas['ComparisonView'];
export type CostRow = Schemas['CostRow'];
export type DifferenceView = Schemas['DifferenceView'];
export type FiguresView = Schemas['FiguresView'];
export type PublicFlow = Schemas['PublicFlow'];
export type PublicState = Schemas['PublicState'];
export type PublicStatus = Schemas['PublicStatus'];
export type ReleaseRow = Schemas['ReleaseRow'];
export type ReleaseTimes = Schemas['ReleaseTimes'];
export type SearchAnswer = Schemas['SearchAnswer'];
export type SegmentsView = Schemas['SegmentsView'];
export type SegmentView = Schemas['SegmentView'];
export type Share = Schemas['Share'];
export type Summary = Schemas['Summary'];
export type WaterfallView = Schemas['WaterfallView'];

/// Of the live stream, which the document does not describe.
export interface CrossingEvent {
  crossing: Id;
  version: number;
  type: Code;
  state: Code;
  at: Instant;
  vehicle?: VehicleView; // with the last event of a command: where it stands now
}
