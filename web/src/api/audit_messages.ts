// What auditors see of a day. Their shapes are generated from the server's OpenAPI document (npm run types).
import type { components } from './schema';

type Schemas = components['schemas'];

export type AuditEntry = Schemas['AuditEntry'];
export type AuditField = Schemas['AuditField'];
export type AuditPage = Schemas['AuditPage'];
