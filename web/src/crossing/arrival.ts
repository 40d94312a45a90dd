// What the gate's form holds until it is sent.
import { mintId } from '../api/ids';
import type { Claim, Command, LaneView, PostView } from '../api/messages';
import { splitWords } from '../frame/field';
import { emptyPerson, type Goods, type Traveller, written } from './aboard';

export interface Arrival {
  vehicle: string;
  plate: string;
  traffic_class: string;
  exit_state: string;
  lane: string;
  seals: string;
  claims: Claim[];
  persons: Traveller[];
  consignments: Goods[];
  ticket?: string | undefined; // of the queue before the gate
}

export function emptyArrival(post: PostView): Arrival {
  const now = Date.parse(post.now);
  return {
    vehicle: mintId(now),
    plate: '',
    traffic_class: post.classes[0]?.code ?? '',
    exit_state: post.host,
    lane: '',
    seals: '',
    claims: [],
    persons: [emptyPerson(mintId(now), 'driver')],
    consignments: [],
  };
}

export const onFoot = (post: PostView, traffic_class: string) => post.classes.find((one) => one.code === traffic_class)?.on_foot ?? false;

/// Lanes that take this class in this direction; a list that is empty takes any.
export const lanesFor = (post: PostView, { traffic_class, exit_state }: Arrival): LaneView[] =>
  post.lanes.filter((lane) => (lane.classes.length === 0 || lane.classes.includes(traffic_class)) && (lane.exit_states.length === 0 || lane.exit_states.includes(exit_state)));

export function arrivalCommand(post: PostView, arrival: Arrival): Command {
  const foot = onFoot(post, arrival.traffic_class);
  const lanes = lanesFor(post, arrival);
  return {
    type: 'RegisterArrival',
    vehicle: arrival.vehicle,
    plate: foot ? '' : arrival.plate.trim(),
    traffic_class: arrival.traffic_class,
    exit_state: arrival.exit_state,
    lane: lanes.some((one) => one.code === arrival.lane) ? arrival.lane : (lanes[0]?.code ?? ''),
    claims: arrival.claims,
    seals: foot ? [] : splitWords(arrival.seals),
    ...(arrival.ticket ? { ticket: arrival.ticket } : {}),
    ...written(arrival),
  };
}
