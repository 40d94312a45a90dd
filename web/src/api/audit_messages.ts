// What auditors see of a day.
export interface AuditField { name: string; value: string }
export interface AuditEntry { version: number; at: string; kind: string; officer?: string; title: string; agency: string; role: string; desk: string; fields: AuditField[] }
export interface AuditPage { day: string; state: string; written: number; entries: AuditEntry[]; next?: number }
