// Work lists and work in hand. Their shapes are generated from the server's OpenAPI document (npm run types).
import type { components } from './schema';

type Schemas = components['schemas'];

export type HandView = Schemas['HandView'];
export type InHandList = Schemas['InHandList'];
export type InHandView = Schemas['InHandView'];
export type WorkCounts = Schemas['WorkCounts'];
export type WorkCountView = Schemas['WorkCountView'];
export type WorkLineView = Schemas['WorkLineView'];
export type WorkPage = Schemas['WorkPage'];
export type WorkScope = Schemas['WorkScope'];
export type WorkCommand = Schemas['WorkRequest']['command'];
export type WorkPlace = Extract<WorkCommand, { type: 'TakeWork' }>['place'];
