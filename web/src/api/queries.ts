// What pages ask for, under which key it is kept, and how it is asked again.
import { QueryClient, queryOptions } from '@tanstack/react-query';

import { call, get, Problem } from './client';
import type { Card, Command, CommandAnswer, ComparisonView, CrossingPage, DemoOfficers, Explanation, FileView, LawChanges, LawView, Mrz, Picture, PostView, ProgrammeView, Provision, PublicStatus, QuestionAnswer, ReleaseTimes, SearchAnswer, SegmentsView, SessionView, ShiftCommand, ShiftView, Status, Timeline, WorkList } from './messages';

const most_tries = 3;

export function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 2_000,
        retry: (count, error) => error instanceof Problem && error.away && count < most_tries,
        refetchOnWindowFocus: true,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

export const postQuery = queryOptions({ queryKey: ['post'], queryFn: ({ signal }) => get<PostView>('/post', signal), staleTime: Infinity });
export const demoQuery = queryOptions({ queryKey: ['demo'], queryFn: ({ signal }) => get<DemoOfficers>('/demo/officers', signal), staleTime: Infinity });

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    try {
      return await get<SessionView>('/sessions/current', signal);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const workQuery = queryOptions({ queryKey: ['work'], queryFn: ({ signal }) => get<WorkList>('/desk/work', signal), refetchInterval: 15_000 });
export const nextQuery = queryOptions({ queryKey: ['next'], queryFn: ({ signal }) => call<Card>('GET', '/desk/next', { signal }), staleTime: 0 });
export const cardQuery = (id: string) =>
  queryOptions({ queryKey: ['crossing', id], queryFn: ({ signal }) => get<Card>(`/crossings/${id}`, signal) });
export const timelineQuery = (id: string) =>
  queryOptions({ queryKey: ['timeline', id], queryFn: ({ signal }) => get<Timeline>(`/crossings/${id}/timeline`, signal) });
export const crossingsQuery = (search: string) =>
  queryOptions({ queryKey: ['crossings', search], queryFn: ({ signal }) => get<CrossingPage>(`/crossings${search}`, signal) });
export const provisionQuery = (id: string) =>
  queryOptions({ queryKey: ['provision', id], queryFn: ({ signal }) => get<Provision>(`/law/provisions/${encodeURIComponent(id)}`, signal), staleTime: Infinity });

export const lawQuery = (words: string) =>
  queryOptions({ queryKey: ['law', words], queryFn: ({ signal }) => get<LawView>(words ? `/law?q=${encodeURIComponent(words)}` : '/law', signal), staleTime: 60_000 });
export const lawChangesQuery = queryOptions({ queryKey: ['law_changes'], queryFn: ({ signal }) => get<LawChanges>('/law/changes', signal), staleTime: 60_000 });
export const explanationQuery = (id: string) =>
  queryOptions({ queryKey: ['explanation', id], queryFn: ({ signal }) => get<Explanation>(`/crossings/${id}/explanation`, signal) });
export const programmeQuery = queryOptions({ queryKey: ['programme'], queryFn: ({ signal }) => get<ProgrammeView>('/programme', signal), staleTime: 60_000 });

export const pictureQuery = queryOptions({ queryKey: ['picture'], queryFn: async () => (await call<Picture>('GET', '/picture'))!, staleTime: Infinity, refetchOnMount: 'always' });

export const shiftQuery = queryOptions({ queryKey: ['shift'], queryFn: ({ signal }) => get<ShiftView>('/shift', signal), staleTime: Infinity });
export const statusQuery = queryOptions({ queryKey: ['status'], queryFn: ({ signal }) => get<Status>('/status', signal), refetchInterval: 10_000, staleTime: 0 });

export const tellShift = async (command: ShiftCommand, key: string): Promise<unknown> =>
  call('POST', '/shift/commands', { body: { command }, headers: { 'Idempotency-Key': key } });
export const releaseTimesQuery = (search: string) =>
  queryOptions({ queryKey: ['release_times', search], queryFn: ({ signal }) => get<ReleaseTimes>(`/study/release-times${search}`, signal) });
export const segmentsQuery = (search: string) =>
  queryOptions({ queryKey: ['segments', search], queryFn: ({ signal }) => get<SegmentsView>(`/study/segments${search}`, signal) });
export const comparisonQuery = (search: string) =>
  queryOptions({ queryKey: ['comparison', search], queryFn: ({ signal }) => get<ComparisonView>(`/study/comparison${search}`, signal) });
export const publicQuery = queryOptions({ queryKey: ['public'], queryFn: ({ signal }) => get<PublicStatus>('/public/status', signal), refetchInterval: 30_000 });
// Not asked again by itself: each search that is not by plate alone goes on record.
export const searchQuery = (text: string, whole: boolean) =>
  queryOptions({ queryKey: ['search', text, whole], queryFn: ({ signal }) => get<SearchAnswer>(`/search?text=${encodeURIComponent(text)}${whole ? '' : '&by=plate'}`, signal), staleTime: 60_000, refetchOnWindowFocus: false, refetchOnReconnect: false });

export const readMrz = async (text: string): Promise<Mrz> => (await call<Mrz>('POST', '/mrz', { body: { text } }))!;

/// `key` is minted once per intention and sent again with every retry, so that nothing happens twice.
export interface Sending {
  crossing: string;
  version?: number; // nothing where it does not matter what else happened
  command: Command;
  key: string;
  pin?: string;
}

export async function send({ crossing, version, command, key, pin }: Sending): Promise<CommandAnswer> {
  const headers = { 'Idempotency-Key': key, ...(version === undefined ? {} : { 'If-Match': `"${version}"` }) };
  const signing = command.type === 'SignInspectionAct';
  const path = `/crossings/${crossing}/${signing ? 'signatures' : 'commands'}`;
  const body = signing ? { inspection: command.inspection, pin: pin ?? '' } : { command };
  return (await call<CommandAnswer>('POST', path, { body, headers }))!;
}

/// Durable once it answers; the same bytes again give the same answer.
export const keepFile = async (bytes: ArrayBuffer, media_type: string): Promise<FileView> => (await call<FileView>('POST', '/files', { bytes, headers: { 'Content-Type': media_type } }))!;

export const ask = async (crossing: string, command: Command): Promise<QuestionAnswer> =>
  (await call<QuestionAnswer>('POST', `/crossings/${crossing}/questions`, { body: { command } }))!;

export const register = async (crossing: string, command: Command, key: string): Promise<CommandAnswer> =>
  (await call<CommandAnswer>('POST', '/crossings', { body: { command }, headers: { 'Idempotency-Key': key, 'Crossing-Id': crossing } }))!;
