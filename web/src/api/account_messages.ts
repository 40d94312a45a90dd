// Messages about accounts, as src/server/account_messages.h describes them.
import type { Code, Id, Instant } from './messages';

export type Day = string; // 2026-12-01
export type AccountChange = 'enrol' | 'appoint' | 'end_appointment' | 'close_account' | 'open_account' | 'issue_password' | 'reset_pin' | 'remove_second_factor' | 'bind_subject' | 'bind_certificate' | 'end_sessions' | 'rename';

export interface AppointmentView { id: Id; post: Code; state: Code; agency: Code; role: Code; from: Day; until?: Day; holds: boolean }
export interface OwnSession { id: Id; desk: Code; method: Code; opened: Instant; last_used: Instant; expires: Instant; here: boolean }
export interface OwnAccount {
  id: Id; name: string; title: string; second_factor: boolean; second_factor_required: boolean; has_pin: boolean; recovery_codes_left: number;
  limited?: Code; appointments: AppointmentView[]; sessions: OwnSession[];
}
export interface PreparedFactor { key: string; uri: string }
export interface RecoveryCodes { codes: string[] }
export interface AccountView {
  id: Id; name: string; title: string; kind: 'officer' | 'machine'; closed?: Instant; second_factor: boolean; issuer: string; subject: string; certificate: string;
  appointments: AppointmentView[];
}
export interface AccountWish {
  change: AccountChange; officer?: Id; name?: string; title?: string; agency?: Code; role?: Code; from?: Day; until?: Day; appointment?: Id;
  issuer?: string; subject?: string; certificate?: string;
}
export interface AccountRequestView {
  id: Id; change: AccountChange; officer: Id; title: string; wish: AccountWish; asked_by: string; asked: Instant; decided_by: string; decided?: Instant;
  outcome: 'waiting' | 'approved' | 'declined' | 'withdrawn'; mine: boolean;
}
export interface AccountList { state: Code; accounts: AccountView[]; requests: AccountRequestView[]; agencies: Code[]; roles: Code[]; today: Day }
export interface AccountDecided { request: AccountRequestView; password?: string }

/// What the session and the post say of accounts beside what the pages know of them already.
export interface SessionOfAccount { limited?: Code; administers?: boolean }
export interface PostOfAccount { open_id?: string }
