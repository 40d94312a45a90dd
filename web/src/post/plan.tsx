// The plan of the post, drawn from its data: roads, zones of each state, stations with their desks. The vehicles are drawn
// over it; what they show in shape and colour stands here as numbers and in the list beside as words.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

import type { Plan, SeatView, VehicleView } from '../api/messages';
import { shiftQuery } from '../api/queries';
import { Icon } from '../frame/icon';
import { useIsDark } from '../frame/theme';
import { go } from '../route';
import { useTexts } from '../texts/texts';
import { Fleet, type Ground, type Shape, type Spot, spotKey } from './fleet';
import { type Inside, type Look, lookOf, looks } from './picture';
import { useAge, useDomainNow, useNames, usePost } from './post';

const shapeByClass: Record<string, Shape> = { car: 'car', bus: 'bus', truck: 'truck', empty_truck: 'empty', pedestrian: 'foot' };

export function useShapeOf(): (traffic_class: string) => Shape {
  const post = usePost();
  return useMemo(() => {
    const on_foot = new Set(post.classes.filter((one) => one.on_foot).map((one) => one.code));
    return (code) => shapeByClass[code] ?? (on_foot.has(code) ? 'foot' : 'car');
  }, [post]);
}

export function coloursOf(element: Element, states: string[]) {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    looks: Object.fromEntries(looks.map((look) => [look, value(`--look-${look.replace('_', '-')}`)])) as Record<Look, string>,
    ink: value('--fleet-ink'),
    edges: Object.fromEntries(states.map((state, i) => [state, value(`--state-${i}`)])),
  };
}

interface Props {
  plan: Plan;
  inside: Inside;
  vehicles: VehicleView[];
  chosen: string | null;
  onChoose: (vehicle: VehicleView | null) => void;
}

/// Seats of one station, grouped by the zone in which they stand.
function placesOf(plan: Plan) {
  return plan.zones.map((zone) => ({
    zone,
    stations: plan.stations
      .map((station) => ({ station, seats: plan.seats.filter((seat) => seat.zone === zone.code && seat.station === station.code) }))
      .filter((place) => place.seats.length > 0),
  }));
}
type Place = ReturnType<typeof placesOf>[number]['stations'][number];

/// Where a vehicle belongs whose turn is at (station, state): the zone that has a seat of that state there, else any.
function zoneOf(plan: Plan, station: string, state: string): string | undefined {
  return (plan.seats.find((one) => one.station === station && one.state === state) ?? plan.seats.find((one) => one.station === station))?.zone;
}

export function PlanView({ plan, inside, vehicles, chosen, onChoose }: Props) {
  const post = usePost();
  const { t } = useTexts();
  const shapeOf = useShapeOf();
  const dark = useIsDark();
  const ground = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const fleet = useRef<Fleet | null>(null);
  const places = useMemo(() => placesOf(plan), [plan]);
  const states = post.states.map((one) => one.code);
  const [pointed, setPointed] = useState<{ vehicle: VehicleView; x: number; y: number } | null>(null);

  useLayoutEffect(() => {
    const box = ground.current, sheet = canvas.current;
    if (!box || !sheet) return undefined;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const drawn = new Fleet(sheet, coloursOf(box, states), shapeOf, !calm);
    fleet.current = drawn;
    const measure = () => drawn.stand(measured(box, plan, states));
    const watcher = new ResizeObserver(measure);
    watcher.observe(box);
    measure();
    drawn.show(inside.vehicles.values(), [], inside.as_of, true);
    const stop = inside.draw((changes) =>
      drawn.show(inside.vehicles.values(), changes.map((one) => one.vehicle).filter((one) => one.ended), inside.as_of, changes.length === 0));
    return () => {
      stop();
      watcher.disconnect();
      drawn.stop();
    };
  }, [plan, inside, shapeOf, dark, states.join()]);

  const point = (event: { clientX: number; clientY: number }) => {
    const box = ground.current?.getBoundingClientRect();
    const vehicle = box && fleet.current?.at(event.clientX - box.left, event.clientY - box.top);
    setPointed(vehicle && box ? { vehicle, x: event.clientX - box.left, y: event.clientY - box.top } : null);
    return vehicle ?? null;
  };
  return (
    <div className="plan" ref={ground} data-states={states.length} onMouseMove={point} onMouseLeave={() => setPointed(null)}
      onClick={(event) => onChoose(point(event))} onDoubleClick={(event) => { const found = point(event); if (found) go(`/crossings/${found.id}`); }}
      role="group" aria-label={t('live.plan')}>
      <Road state={states[0]!} side="left" />
      <div className="zones" style={{ gridTemplateColumns: places.map(({ stations }) => `${Math.max(2, stations.length) ** 0.6}fr`).join(' ') }}>
        {places.map(({ zone, stations }) => (
          <ZoneBox key={zone.code} plan={plan} zone={zone} stations={stations} vehicles={vehicles} />
        ))}
      </div>
      <Road state={states[1]!} side="right" />
      <canvas ref={canvas} className="fleet" aria-hidden="true" />
      {pointed && <Tip {...pointed} />}
      <Ring fleet={fleet} chosen={chosen} inside={inside} />
    </div>
  );
}

function measured(box: HTMLElement, plan: Plan, states: string[]): Ground {
  const origin = box.getBoundingClientRect();
  const spot = (element: Element): Spot => {
    const at = element.getBoundingClientRect();
    return { x: at.left - origin.left, y: at.top - origin.top, width: at.width, height: at.height };
  };
  const found: Ground = { width: origin.width, height: origin.height, waiting: new Map(), working: new Map(), doors: new Map() };
  for (const kind of ['waiting', 'working'] as const) {
    const shared = new Map<Element, Spot>(); // seats of both states in one place share it, so that nobody stands on another
    for (const station of plan.stations)
      for (const state of states) {
        const zone = zoneOf(plan, station.code, state);
        const element = zone && box.querySelector(`[data-${kind}="${zone}/${station.code}"]`);
        if (!element) continue;
        const at = shared.get(element) ?? spot(element);
        shared.set(element, at);
        found[kind].set(spotKey(station.code, state), at);
      }
  }
  states.forEach((state, i) => {
    const road = box.querySelector(`[data-road="${state}"]`);
    const at = road ? spot(road) : { x: i ? origin.width : 0, y: 0, width: 0, height: origin.height };
    found.doors.set(state, { x: i ? at.x + 8 : at.x + at.width - 8, y: at.y + at.height / 2 });
  });
  return found;
}

/// The road before the gate of one state: who waits there is on no record of a crossing yet, but on that of the shift.
function Road({ state, side }: { state: string; side: 'left' | 'right' }) {
  const { t } = useTexts();
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(5_000);
  const shift = useQuery(shiftQuery);
  const waiting = shift.data?.waiting.filter((one) => one.exit_state === state) ?? [];
  return (
    <section className={`road ${side}`} data-road={state} aria-label={t('live.road', { state: names.state(state) })}>
      <h3>{t('live.from', { state: names.state(state) })}</h3>
      {waiting.map((one) => (
        <p key={one.traffic_class} className="queue-line">
          <strong>{one.count}</strong> {names.trafficClass(one.traffic_class)}
          {one.oldest && <span className="hint">{age(now - Date.parse(one.oldest))}</span>}
        </p>
      ))}
      {waiting.length === 0 && <p className="hint">{t('live.road_empty')}</p>}
    </section>
  );
}

function ZoneBox({ plan, zone, stations, vehicles }: { plan: Plan; zone: Plan['zones'][number]; stations: Place[]; vehicles: VehicleView[] }) {
  const { t, word } = useTexts();
  const names = useNames();
  const post = usePost();
  const shift = useQuery(shiftQuery).data;
  const here = vehicles.filter((one) => zoneOf(plan, one.station, one.turn) === zone.code);
  const owner = post.states.findIndex((one) => one.code === (zone.exclusive || zone.soil));
  const lanes = plan.lanes.filter((one) => one.zone === zone.code);
  const devices = plan.devices.filter((one) => one.zone === zone.code);
  const columns = stations.length > 12 ? 4 : stations.length > 8 ? 3 : stations.length > 3 ? 2 : 1;
  return (
    <section className="zone" data-owner={owner} aria-label={word('zone_kind', zone.kind)}>
      <header>
        <h3>{word('zone_kind', zone.kind)}</h3>
        {zone.exclusive ? <span className="state-tag">{t('live.only', { state: names.state(zone.exclusive) })}</span>
          : zone.soil ? <span className="hint">{t('live.soil', { state: names.state(zone.soil) })}</span> : <span className="hint">{t('live.both')}</span>}
        <span className="grow" />
        <span className="count">{zone.capacity ? t('live.inside_of', { number: here.length, most: zone.capacity }) : t('live.inside', { number: here.length })}</span>
      </header>
      {lanes.length > 0 && (
        <ul className="lanes" aria-label={t('live.lanes')}>
          {lanes.map((lane) => {
            const open = shift?.lanes.find((one) => one.code === lane.lane)?.open ?? true;
            return (
              <li key={lane.lane} data-open={open} title={lane.classes.map(names.trafficClass).join(', ')}>
                <Icon name={open ? 'arrow' : 'ban'} size={11} /> {names.desk(lane.lane)}<span className="unseen"> {t(open ? 'live.lane_open' : 'live.lane_closed')}</span>
              </li>
            );
          })}
        </ul>
      )}
      <ol className="spots" style={{ '--columns': columns } as object}>
        {stations.map(({ station, seats }) => <SpotBox key={station.code} zone={zone.code} code={station.code} seats={seats} here={here} />)}
      </ol>
      {devices.length > 0 && (
        <ul className="devices" aria-label={t('live.devices')}>
          {devices.map((device) => {
            const working = shift?.devices.find((one) => one.code === device.device)?.working ?? true;
            return (
              <li key={device.device} data-working={working}>
                <Icon name={working ? 'check' : 'alarm'} size={11} /> {word('device_kind', device.kind)} <span className="state-tag">{device.owner}</span>
                {!working && <strong>{t('live.failed')}</strong>}<span className="unseen">{working && t('live.working')}</span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

function SpotBox({ zone, code, seats, here }: { zone: string; code: string; seats: SeatView[]; here: VehicleView[] }) {
  const { t } = useTexts();
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(5_000);
  const shift = useQuery(shiftQuery).data;
  const standing = here.filter((one) => one.station === code);
  const waiting = standing.filter((one) => !one.in_work);
  const oldest = waiting.reduce((least, one) => Math.min(least, Date.parse(one.since)), Infinity);
  const states = [...new Set(seats.map((one) => one.state))];
  const staffed = (seat: SeatView) => shift?.desks.find((one) => one.code === seat.desk)?.officer != null;
  return (
    <li className="spot" data-spot={`${zone}/${code}`}>
      <h4 title={names.station(code)}>{names.station(code)}</h4>
      <p className="spot-numbers">
        <span>{t('live.at_work', { number: standing.length - waiting.length })}</span>
        <span>{t('live.waiting', { number: waiting.length })}</span>
        {waiting.length > 0 && <span className="age">{age(now - oldest)}</span>}
      </p>
      <p className="seats">
        {states.map((state) => {
          const own = seats.filter((one) => one.state === state);
          return (
            <span key={state} title={t('live.officers', { state: names.state(state), present: own.filter(staffed).length, seats: own.length })}>
              <span className="state-tag">{state}</span> {shift ? `${own.filter(staffed).length}/${own.length}` : own.length}
            </span>
          );
        })}
      </p>
      <div className="working" data-working={`${zone}/${code}`} />
      <div className="waiting-place" data-waiting={`${zone}/${code}`} />
    </li>
  );
}

function Tip({ vehicle, x, y }: { vehicle: VehicleView; x: number; y: number }) {
  const { t, word } = useTexts();
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(5_000);
  const look = lookOf(vehicle);
  return (
    <div className="tip" style={{ left: x, top: y }} aria-hidden="true">
      <strong className="plate">{vehicle.plate || names.trafficClass(vehicle.traffic_class)}</strong>
      <span>{names.trafficClass(vehicle.traffic_class)}, {vehicle.exit_state} → {vehicle.entry_state}</span>
      <span>{word('look', look)}{vehicle.doing && `: ${names.control(vehicle.doing)} (${vehicle.turn})`}</span>
      <span>{t('live.since', { age: age(now - Date.parse(vehicle.since)) })}</span>
      {vehicle.held && <span>{t('live.held_by', { agency: names.agency(vehicle.held.agency), state: vehicle.held.state, age: age(now - Date.parse(vehicle.held.since)) })}</span>}
    </div>
  );
}

/// Around the vehicle that was chosen, wherever it goes.
function Ring({ fleet, chosen, inside }: { fleet: { current: Fleet | null }; chosen: string | null; inside: Inside }) {
  const ring = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!chosen) return undefined;
    const place = () => {
      const at = fleet.current?.where(chosen);
      if (ring.current) ring.current.style.transform = at ? `translate(${at.x}px, ${at.y}px)` : 'translate(-99px, -99px)';
    };
    place();
    const timer = setInterval(place, 60);
    return () => clearInterval(timer);
  }, [fleet, chosen, inside]);
  return chosen ? <div className="ring" ref={ring} aria-hidden="true" /> : null;
}
