// What pages ask for, under which key it is kept, and how it is asked again.
import { QueryClient, queryOptions } from '@tanstack/react-query';

import { call, get, Problem } from './client';
import type { Card, Command, CommandAnswer, ActivitiesView, ComparisonView, CrossingPage, DemoOfficers, Explanation, FileView, FollowedView, ForecastView, LawChanges, LawView, Mrz, Picture, PostView, ProgrammeView, Provision, PublicStatus, QuestionAnswer, ReleaseTimes, SearchAnswer, SegmentsView, SessionView, ShiftCommand, ShiftView, SimulationChoice, SimulationRequest, SimulationView, Status, Timeline, WorkList } from './messages';

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

const forecast_lasts_ms = 60_000, forecast_soon_ms = 1_500; // a newer one is being made
export const forecastQuery = queryOptions({
  queryKey: ['forecast'],
  queryFn: ({ signal }) => get<ForecastView>('/forecast', signal),
  refetchInterval: ({ state }) => (state.data && !state.data.overlay ? false : state.data?.under_way || (state.data && !state.data.past) ? forecast_soon_ms : forecast_lasts_ms),
  staleTime: forecast_soon_ms,
});
export const shiftQuery = queryOptions({ queryKey: ['shift'], queryFn: ({ signal }) => get<ShiftView>('/shift', signal), staleTime: Infinity });
export const statusQuery = queryOptions({ queryKey: ['status'], queryFn: ({ signal }) => get<Status>('/status', signal), refetchInterval: 10_000, staleTime: 0 });

export const tellShift = async (command: ShiftCommand, key: string): Promise<unknown> =>
  call('POST', '/shift/commands', { body: { command }, headers: { 'Idempotency-Key': key } });
export const releaseTimesQuery = (search: string) =>
  queryOptions({ queryKey: ['release_times', search], queryFn: ({ signal }) => get<ReleaseTimes>(`/study/release-times${search}`, signal) });
export const segmentsQuery = (search: string) =>
  queryOptions({ queryKey: ['segments', search], queryFn: ({ signal }) => get<SegmentsView>(`/study/segments${search}`, signal) });
export const activitiesQuery = (search: string) =>
  queryOptions({ queryKey: ['activities', search], queryFn: ({ signal }) => get<ActivitiesView>(`/study/activities${search}`, signal) });
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

export const simulationsQuery = queryOptions({ queryKey: ['simulations'], queryFn: ({ signal }) => get<SimulationChoice>('/simulations', signal), staleTime: 60_000 });
const watch_ms = 400; // while it waits or runs
export const simulationQuery = (id: string) =>
  queryOptions({
    queryKey: ['simulation', id],
    queryFn: ({ signal }) => get<SimulationView>(`/simulations/${encodeURIComponent(id)}`, signal),
    enabled: id !== '',
    refetchInterval: ({ state }) => (state.data?.state === 'queued' || state.data?.state === 'running' ? watch_ms : false),
    refetchOnWindowFocus: false,
    staleTime: ({ state }) => (state.data?.state === 'done' && state.data.result ? Infinity : 0),
  });
export const followedQuery = (id: string, flow: string, exit_state: string, ordinal: number) =>
  queryOptions({ queryKey: ['followed', id, flow, exit_state, ordinal], queryFn: ({ signal }) => get<FollowedView>(`/simulations/${encodeURIComponent(id)}/vehicle?flow=${encodeURIComponent(flow)}&exit_state=${encodeURIComponent(exit_state)}&ordinal=${ordinal}`, signal), staleTime: Infinity, retry: false });
export const runSimulation = async (asked: SimulationRequest): Promise<SimulationView> => (await call<SimulationView>('POST', '/simulations', { body: asked }))!;
export const cancelSimulation = (id: string): Promise<unknown> => call('DELETE', `/simulations/${encodeURIComponent(id)}`);
