// Accounts, appointments, second factors and own sessions. Their shapes are generated from the server's OpenAPI document (npm run types).
import type { components } from './schema';

type Schemas = components['schemas'];

export type AccountDecided = Schemas['AccountDecided'];
export type AccountList = Schemas['AccountList'];
export type AccountRequestView = Schemas['AccountRequestView'];
export type AccountView = Schemas['AccountView'];
export type AccountWish = Schemas['AccountWish'];
export type AppointmentView = Schemas['AppointmentView'];
export type OwnAccount = Schemas['OwnAccount'];
export type OwnSession = Schemas['OwnSession'];
export type PreparedFactor = Schemas['PreparedFactor'];
export type RecoveryCodes = Schemas['RecoveryCodes'];

export type AccountChange = AccountWish['change'];
export type Day = string; // 2026-12-01
