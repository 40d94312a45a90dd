// What operators and the server say to each other about the traffic with systems outside. Their shapes are generated from the server's OpenAPI document (npm run types).
import type { components } from './schema';

type Schemas = components['schemas'];

export type DeadLetterPage = Schemas['DeadLetterPage'];
export type DeadLetterView = Schemas['DeadLetterView'];
export type SwitchList = Schemas['SwitchList'];
export type SwitchView = Schemas['SwitchView'];
