// The vehicles inside, as the last event about each left them: read once, then kept up by the live stream.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';

import { watchEvents } from '../api/live';
import type { Id, Picture, VehicleView } from '../api/messages';
import { pictureQuery } from '../api/queries';

const quiet_ms = 250; // lists and counts are drawn at most this often; the moving picture follows at once

export interface Change {
  vehicle: VehicleView;
  seq: number; // of the event
}

/// All that moves: whoever draws watches the changes, whoever lists takes the latest.
export class Inside {
  readonly vehicles = new Map<Id, VehicleView>();
  as_of = 0;
  private ended = new Set<Id>(); // since the picture was last read: an older picture may still show them
  private readonly drawers = new Set<(changes: Change[]) => void>();
  private readonly listers = new Set<() => void>();
  private list: VehicleView[] | null = null;
  private quiet: ReturnType<typeof setTimeout> | undefined;

  /// A picture read anew. What the stream told meanwhile is newer and stays.
  read(picture: Picture) {
    const seen = new Set(picture.vehicles.map((one) => one.id));
    for (const [id] of this.vehicles) if (!seen.has(id) && picture.as_of >= this.as_of) this.vehicles.delete(id);
    if (picture.as_of >= this.as_of) this.ended.clear();
    for (const one of picture.vehicles) {
      if (this.ended.has(one.id)) continue;
      const known = this.vehicles.get(one.id);
      if (!known || known.version < one.version) this.vehicles.set(one.id, one);
    }
    this.as_of = Math.max(this.as_of, picture.as_of);
    for (const drawer of this.drawers) drawer([]);
    this.tell();
  }

  take(vehicle: VehicleView, seq: number) {
    const known = this.vehicles.get(vehicle.id);
    if (known && known.version >= vehicle.version) return;
    if (vehicle.ended) {
      this.ended.add(vehicle.id);
      this.vehicles.delete(vehicle.id);
    } else this.vehicles.set(vehicle.id, vehicle);
    this.as_of = Math.max(this.as_of, seq);
    for (const drawer of this.drawers) drawer([{ vehicle, seq }]);
    this.quiet ??= setTimeout(() => {
      this.quiet = undefined;
      this.tell();
    }, quiet_ms);
  }

  draw = (drawer: (changes: Change[]) => void) => {
    this.drawers.add(drawer);
    return () => void this.drawers.delete(drawer);
  };
  watch = (lister: () => void) => {
    this.listers.add(lister);
    return () => void this.listers.delete(lister);
  };
  latest = () => (this.list ??= [...this.vehicles.values()]);

  private tell() {
    this.list = null;
    for (const lister of this.listers) lister();
  }
}

export function usePicture() {
  const query = useQuery(pictureQuery);
  const inside = useMemo(() => new Inside(), []);
  useEffect(() => {
    if (query.data) inside.read(query.data);
  }, [inside, query.data]);
  useEffect(() => watchEvents((event, seq) => event.vehicle && inside.take(event.vehicle, seq)), [inside]);
  const vehicles = useSyncExternalStore(inside.watch, inside.latest);
  return { query, inside, vehicles };
}

/// What is to be seen of a vehicle at a glance; the first that is true.
export type Look = 'isolated' | 'held' | 'released' | 'in_work' | 'waiting';
export const looks: Look[] = ['waiting', 'in_work', 'held', 'isolated', 'released'];
export const lookOf = (one: VehicleView): Look =>
  one.isolated ? 'isolated' : one.held ? 'held' : one.released ? 'released' : one.in_work ? 'in_work' : 'waiting';
