// What pages ask for, under which key it is kept, and how it is asked again.
import { QueryClient, queryOptions } from '@tanstack/react-query';

import { call, get, Problem } from './client';
import type { Card, Command, CommandAnswer, CrossingPage, DemoOfficers, Explanation, LawChanges, LawView, Mrz, PostView, ProgrammeView, Provision, QuestionAnswer, SessionView, Timeline, WorkList } from './messages';

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

export const readMrz = async (text: string): Promise<Mrz> => (await call<Mrz>('POST', '/mrz', { body: { text } }))!;

/// `key` is minted once per intention and sent again with every retry, so that nothing happens twice.
export interface Sending {
  crossing: string;
  version: number;
  command: Command;
  key: string;
  pin?: string;
}

export async function send({ crossing, version, command, key, pin }: Sending): Promise<CommandAnswer> {
  const headers = { 'Idempotency-Key': key, 'If-Match': `"${version}"` };
  const signing = command.type === 'SignInspectionAct';
  const path = `/crossings/${crossing}/${signing ? 'signatures' : 'commands'}`;
  const body = signing ? { inspection: command.inspection, pin: pin ?? '' } : { command };
  return (await call<CommandAnswer>('POST', path, { body, headers }))!;
}

export const ask = async (crossing: string, command: Command): Promise<QuestionAnswer> =>
  (await call<QuestionAnswer>('POST', `/crossings/${crossing}/questions`, { body: { command } }))!;

export const register = async (crossing: string, command: Command, key: string): Promise<CommandAnswer> =>
  (await call<CommandAnswer>('POST', '/crossings', { body: { command }, headers: { 'Idempotency-Key': key, 'Crossing-Id': crossing } }))!;
