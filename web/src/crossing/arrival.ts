// What the gate's form holds until it is sent.
import { mintId } from '../api/ids';
import type { Claim, Command, PostView } from '../api/messages';
import { splitWords } from '../frame/field';

export interface Traveller {
  id: string;
  part: string;
  nationality: string;
  name: string;
  document: string;
}
export interface Goods {
  id: string;
  reference: string;
  goods: string;
  commodity: string;
  items: number;
  claims: Claim[];
}
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
}

export const emptyPerson = (id: string): Traveller => ({ id, part: 'driver', nationality: '', name: '', document: '' });
export const emptyConsignment = (id: string): Goods => ({ id, reference: '', goods: '', commodity: '', items: 1, claims: [] });

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
    persons: [emptyPerson(mintId(now))],
    consignments: [],
  };
}

export function arrivalCommand(arrival: Arrival, usual_lane: string): Command {
  return {
    type: 'RegisterArrival',
    vehicle: arrival.vehicle,
    plate: arrival.plate.trim(),
    traffic_class: arrival.traffic_class,
    exit_state: arrival.exit_state,
    lane: arrival.lane || usual_lane,
    claims: arrival.claims,
    seals: splitWords(arrival.seals),
    persons: arrival.persons.map((one) => ({ ...one, name: one.name.trim(), document: one.document.trim() })),
    consignments: arrival.consignments.map((one) => ({ ...one, reference: one.reference.trim(), goods: one.goods.trim(), commodity: one.commodity.trim() })),
  };
}
