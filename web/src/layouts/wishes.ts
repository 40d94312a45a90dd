// What a planner asks for, as it stands in the address: a page that is sent to somebody asks the same.
import type { SimulationRequest } from '../api/messages';

export interface Wishes {
  layouts: string[]; // the first is the base
  days: number;
  replications: number;
  traffic: number; // percent
  staffing: SimulationRequest['staffing'];
}

export const usual: Wishes = { layouts: [], days: 7, replications: 20, traffic: 100, staffing: 'equal_staff' };

export function wishesOf(params: URLSearchParams, fallback: string[]): Wishes {
  const number = (name: string, otherwise: number) => Number(params.get(name)) || otherwise;
  const layouts = (params.get('layouts') ?? '').split(',').filter(Boolean);
  const staffing = params.get('staffing');
  return {
    layouts: layouts.length > 0 ? layouts : fallback,
    days: number('days', usual.days),
    replications: number('replications', usual.replications),
    traffic: number('traffic', usual.traffic),
    staffing: staffing === 'own' || staffing === 'equal_cost' ? staffing : 'equal_staff',
  };
}

export function addressOf(wishes: Wishes, run?: string): string {
  const params = new URLSearchParams({ layouts: wishes.layouts.join(','), days: String(wishes.days), replications: String(wishes.replications), traffic: String(wishes.traffic), staffing: wishes.staffing ?? 'equal_staff' });
  if (run) params.set('run', run);
  return `/layouts?${params}`;
}

export const requestOf = (wishes: Wishes): SimulationRequest => ({
  layouts: wishes.layouts, days: wishes.days, replications: wishes.replications, traffic_percent: wishes.traffic, staffing: wishes.layouts.length > 1 ? wishes.staffing : 'own', seed: 1,
});
