// Questions about lodgements. Sentences come from the server in the reader's language, so the language is part of each key.
import { queryOptions } from '@tanstack/react-query';

import type { Language } from '../texts/texts';
import { call, get, Problem } from './client';
import type { CodeLists, CodePage, DeliveryList, DemoFirms, EditionView, FirmList, FirmView, KeyList, LodgedAnswer, LodgementPage, LodgementView, LodgementViews, NotificationPage, ReadingView, RuleBooks, ShadowReport, WebhookList } from './lodging_messages';

const again_ms = 15_000;
/// A browser may hold an officer's session beside a firm's: the pages of the firm say for whom they ask.
const asFirm = { 'X-Onestop-Firm': '1' };
const said = (language: Language) => `language=${language}`;

export const firmGet = async <T>(path: string, signal?: AbortSignal): Promise<T> => {
  const answer = await call<T>('GET', path, { signal, headers: asFirm });
  if (answer === null) throw new Problem({ status: 404, title: 'nothing there' });
  return answer;
};
export const firmCall = <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T | null> =>
  call<T>(method, path, { body, headers: { ...asFirm, ...headers } });

export const firmQuery = queryOptions({
  queryKey: ['firm'],
  queryFn: async ({ signal }) => {
    try {
      return await firmGet<FirmView>('/firm', signal);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const demoFirmsQuery = queryOptions({ queryKey: ['demo_firms'], queryFn: ({ signal }) => get<DemoFirms>('/demo/firms', signal), staleTime: Infinity, retry: false });

/// `search` begins with "?" where anything is wished.
export const ownLodgementsQuery = (search: string) =>
  queryOptions({ queryKey: ['own_lodgements', search], queryFn: ({ signal }) => firmGet<LodgementPage>(`/lodgements${search}`, signal), refetchInterval: again_ms });
export const ownLodgementQuery = (id: string, language: Language) =>
  queryOptions({ queryKey: ['own_lodgement', id, language], queryFn: ({ signal }) => firmGet<LodgementView>(`/lodgements/${encodeURIComponent(id)}?${said(language)}`, signal), enabled: id !== '', refetchInterval: again_ms });
export const ownFindingsQuery = (id: string, number: number, language: Language) =>
  queryOptions({ queryKey: ['own_findings', id, number, language], queryFn: ({ signal }) => firmGet<ReadingView>(`/lodgements/${id}/versions/${number}/findings?${said(language)}`, signal), staleTime: 60_000 });
export const keysQuery = queryOptions({ queryKey: ['firm_keys'], queryFn: ({ signal }) => firmGet<KeyList>('/firm/keys', signal) });
export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }) => firmGet<WebhookList>('/webhooks', signal),
  refetchInterval: ({ state }) => (state.data?.webhooks.some((one) => one.state === 'pending') ? 2_000 : again_ms),
});
export const deliveriesQuery = (id: string) =>
  queryOptions({ queryKey: ['deliveries', id], queryFn: ({ signal }) => firmGet<DeliveryList>(`/webhooks/${id}/deliveries?limit=50`, signal), refetchInterval: again_ms });
/// The newest, however long the box is: the box answers forwards from a number.
const shown_notices = 50;
export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: async ({ signal }) => {
    const { last } = await firmGet<NotificationPage>('/notifications?limit=1', signal);
    return firmGet<NotificationPage>(`/notifications?after=${Math.max(0, last - shown_notices)}&limit=${shown_notices}`, signal);
  },
  refetchInterval: again_ms,
});

export interface Message {
  text: string | ArrayBuffer;
  media: string;
  format?: string;
}

const bytesOf = ({ text }: Message): ArrayBuffer => (typeof text === 'string' ? (new TextEncoder().encode(text).buffer as ArrayBuffer) : text);
const query = (parts: Record<string, string | undefined>) => new URLSearchParams(Object.entries(parts).filter((one): one is [string, string] => Boolean(one[1]))).toString();

export const checkMessage = async (message: Message, language: Language): Promise<ReadingView> =>
  (await call<ReadingView>('POST', `/lodgements/check?${query({ language, format: message.format })}`, { bytes: bytesOf(message), headers: { ...asFirm, 'Content-Type': message.media } }))!;

export interface Lodging {
  message: Message;
  language: Language;
  key: string;
  exit_state?: string;
  expected?: string;
  amends?: { id: string; version: number };
}

export async function lodge({ message, language, key, exit_state, expected, amends }: Lodging): Promise<LodgedAnswer> {
  const wishes = query({ language, format: message.format, exit_state, expected });
  const headers = { ...asFirm, 'Content-Type': message.media, 'Idempotency-Key': key, ...(amends ? { 'If-Match': `"${amends.version}"` } : {}) };
  const path = amends ? `/lodgements/${amends.id}` : '/lodgements';
  return (await call<LodgedAnswer>(amends ? 'PUT' : 'POST', `${path}?${wishes}`, { bytes: bytesOf(message), headers }))!;
}

export const cancelLodgement = (id: string, version: number, reason: string) =>
  firmCall<LodgedAnswer>('POST', `/lodgements/${id}/cancellation`, { reason }, { 'If-Match': `"${version}"` });

const codes_last_ms = 3_600_000;
export const codeListsQuery = queryOptions({ queryKey: ['code_lists'], queryFn: ({ signal }) => get<CodeLists>('/codes', signal), staleTime: codes_last_ms, retry: false });
export const codesQuery = (list: string, search: string) =>
  queryOptions({ queryKey: ['codes', list, search], queryFn: ({ signal }) => get<CodePage>(`/codes/${list}?${search}`, signal), staleTime: codes_last_ms, retry: false });

// --- Officers ---

export const lodgementsQuery = (search: string) =>
  queryOptions({ queryKey: ['lodgements', search], queryFn: ({ signal }) => get<LodgementPage>(`/lodgements${search}`, signal), refetchInterval: again_ms });
export const lodgementQuery = (id: string, language: Language) =>
  queryOptions({ queryKey: ['lodgement', id, language], queryFn: ({ signal }) => get<LodgementView>(`/lodgements/${encodeURIComponent(id)}?${said(language)}`, signal) });
export const findingsQuery = (id: string, number: number, language: Language) =>
  queryOptions({ queryKey: ['findings', id, number, language], queryFn: ({ signal }) => get<ReadingView>(`/lodgements/${id}/versions/${number}/findings?${said(language)}`, signal), staleTime: 60_000 });
export const lodgedForQuery = (crossing: string, language: Language) =>
  queryOptions({ queryKey: ['lodged_for', crossing, language], queryFn: ({ signal }) => get<LodgementViews>(`/crossings/${crossing}/lodgements?${said(language)}`, signal), staleTime: 10_000, refetchInterval: 30_000 });
export const ruleBooksQuery = queryOptions({ queryKey: ['rule_books'], queryFn: ({ signal }) => get<RuleBooks>('/channel-rules', signal) });
const rules = (state: string, agency: string, version: number) => `/channel-rules/${state}/${agency}/${version}`;
export const editionQuery = (state: string, agency: string, version: number) =>
  queryOptions({ queryKey: ['edition', state, agency, version], queryFn: ({ signal }) => get<EditionView>(rules(state, agency, version), signal) });
export const shadowQuery = (state: string, agency: string, version: number) =>
  queryOptions({ queryKey: ['shadow', state, agency, version], queryFn: ({ signal }) => get<ShadowReport>(`${rules(state, agency, version)}/shadow?days=30`, signal), staleTime: 0 });
export const writeRules = (state: string, agency: string, source: string) => call<{ version: number }>('POST', `/channel-rules/${state}/${agency}`, { body: { source } });
export const setStanding = (state: string, agency: string, version: number, status: string) => call('POST', `${rules(state, agency, version)}/standing`, { body: { status } });
export const firmsQuery = (search: string) => queryOptions({ queryKey: ['firms', search], queryFn: ({ signal }) => get<FirmList>(`/firms${search}`, signal) });
export const decideFirm = (id: string, act: 'confirmation' | 'block') => call('POST', `/firms/${id}/${act}`);
