// What operators and the server say to each other about the traffic with systems outside.
export interface SwitchView {
  system: string;
  title?: string;
  open: boolean;
  reason?: string;
  by?: string;
  since?: string;
}
export interface SwitchList {
  switches: SwitchView[];
}
export interface DeadLetterView {
  webhook: string;
  number: number;
  firm: string;
  firm_name: string;
  receiver: string;
  kind: string;
  attempts: number;
  age_s: number;
  last_status: number;
  last_error: string;
}
export interface DeadLetterPage {
  letters: DeadLetterView[];
  next_webhook?: string;
  next_number?: number;
}
