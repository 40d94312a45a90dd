// Work lists: under `work`, so that whatever happens on a crossing asks for them again.
import { queryOptions } from '@tanstack/react-query';

import { call, get } from './client';
import type { InHandList, WorkCommand, WorkCounts, WorkPage } from './work_messages';

const lists = '/work';
const again_ms = 15_000; // what others take in hand makes no event on a crossing

export const workPageQuery = (search: string) =>
  queryOptions({ queryKey: ['work', 'page', search], queryFn: ({ signal }) => get<WorkPage>(`${lists}${search}`, signal), refetchInterval: again_ms });
export const workCountsQuery = (search: string) =>
  queryOptions({ queryKey: ['work', 'counts', search], queryFn: ({ signal }) => get<WorkCounts>(`${lists}/counts${search}`, signal), refetchInterval: again_ms });
export const inHandQuery = queryOptions({ queryKey: ['work', 'in_hand'], queryFn: ({ signal }) => get<InHandList>(`${lists}/in-hand`, signal), refetchInterval: again_ms });

export const tellWork = async (command: WorkCommand, key: string): Promise<unknown> =>
  call('POST', `${lists}/commands`, { body: { command }, headers: { 'Idempotency-Key': key } });
