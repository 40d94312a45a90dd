// Rights, masked places and who looked. Their shapes are generated from the server's OpenAPI document (npm run types).
import type { components } from './schema';

type Schemas = components['schemas'];

export type AccessList = Schemas['AccessList'];
export type AccessView = Schemas['AccessView'];
export type MaskedPlace = Schemas['MaskedPlace'];
export type RightsView = Schemas['RightsView'];

/// What an answer says of what it does not show; older answers say nothing.
export const maskedOf = (answer: unknown): MaskedPlace[] => (answer as { masked?: MaskedPlace[] }).masked ?? [];
