// Draws the vehicles over the plan. A vehicle glides to where an event put it and then stands still: nothing here knows
// where it will go next. Shapes tell the class, colours and marks tell the state, an edge tells whose turn it is.
import type { Id, VehicleView } from '../api/messages';
import { type Look, lookOf } from './picture';

export interface Spot {
  x: number;
  y: number;
  width: number;
  height: number;
}
/// Where on the plan things are, in pixels of the plan; measured from the page after each layout of it.
export interface Ground {
  width: number;
  height: number;
  waiting: Map<string, Spot>; // by station and state, see spotKey
  working: Map<string, Spot>;
  doors: Map<string, { x: number; y: number }>; // by state: where its road meets the post
}
export const spotKey = (station: string, state: string) => `${station}/${state}`;

export type Shape = 'car' | 'truck' | 'empty' | 'bus' | 'foot';
export const shapes: Shape[] = ['car', 'truck', 'empty', 'bus', 'foot'];

const cell = { width: 26, height: 16 };
const glide_ms = 700;

interface Mover {
  vehicle: VehicleView;
  look: Look;
  x: number;
  y: number;
  from_x: number;
  from_y: number;
  to_x: number;
  to_y: number;
  began_ms: number;
  scale: number;
  leaving: boolean;
}

export interface Colours {
  looks: Record<Look, string>;
  ink: string;
  edges: Record<string, string>; // by state
}

export class Fleet {
  private movers = new Map<Id, Mover>();
  private sprites = new Map<string, HTMLCanvasElement>();
  private ground: Ground = { width: 0, height: 0, waiting: new Map(), working: new Map(), doors: new Map() };
  private dirty = true;
  private frame = 0;
  drawn = 0; // events on the screen, by number

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly colours: Colours,
    private readonly shapeOf: (traffic_class: string) => Shape,
    private readonly glides: boolean,
  ) {}

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  stand(ground: Ground) {
    this.ground = ground;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(ground.width * ratio);
    this.canvas.height = Math.round(ground.height * ratio);
    this.canvas.style.width = `${ground.width}px`;
    this.canvas.style.height = `${ground.height}px`;
    this.sprites.clear();
    this.arrange(true);
    this.wake();
  }

  /// Everything that is inside now; `seq` is the last event that it holds.
  show(vehicles: Iterable<VehicleView>, gone: VehicleView[], seq: number, at_once: boolean) {
    const seen = new Set<Id>();
    for (const vehicle of vehicles) {
      seen.add(vehicle.id);
      const known = this.movers.get(vehicle.id);
      if (known) {
        known.vehicle = vehicle;
        known.look = lookOf(vehicle);
      } else this.movers.set(vehicle.id, this.enter(vehicle));
    }
    const departed = new Map(gone.map((one) => [one.id, one]));
    for (const [id, mover] of this.movers) {
      if (seen.has(id) || mover.leaving) continue;
      const last = departed.get(id);
      if (last && !at_once) this.leave(mover, last);
      else this.movers.delete(id);
    }
    this.drawn = Math.max(this.drawn, seq);
    this.arrange(at_once);
    this.wake();
  }

  at(x: number, y: number): VehicleView | null {
    let nearest: Mover | null = null, least = 16 ** 2;
    for (const mover of this.movers.values()) {
      const distance = (mover.x - x) ** 2 + (mover.y - y) ** 2;
      if (distance < least && !mover.leaving) [nearest, least] = [mover, distance];
    }
    return nearest?.vehicle ?? null;
  }

  where(id: Id): { x: number; y: number } | null {
    const mover = this.movers.get(id);
    return mover ? { x: mover.x, y: mover.y } : null;
  }

  private enter(vehicle: VehicleView): Mover {
    const door = this.ground.doors.get(vehicle.exit_state) ?? { x: 0, y: 0 };
    return { vehicle, look: lookOf(vehicle), ...door, from_x: door.x, from_y: door.y, to_x: door.x, to_y: door.y, began_ms: 0, scale: 1, leaving: false };
  }

  private leave(mover: Mover, last: VehicleView) {
    mover.leaving = true;
    mover.look = lookOf(last);
    const back = last.phase !== 'closed' || !last.released;
    const door = this.ground.doors.get(back ? last.exit_state : last.entry_state);
    if (door) this.send(mover, door.x, door.y, false);
  }

  private send(mover: Mover, x: number, y: number, at_once: boolean) {
    if (Math.abs(mover.to_x - x) < 0.5 && Math.abs(mover.to_y - y) < 0.5 && !at_once) return;
    mover.from_x = mover.x;
    mover.from_y = mover.y;
    mover.to_x = x;
    mover.to_y = y;
    mover.began_ms = performance.now();
    if (!at_once && this.glides) return;
    mover.x = x;
    mover.y = y;
    mover.began_ms = 0;
  }

  /// Gives each vehicle its place: those in work first, the others in the order in which they came there.
  private arrange(at_once: boolean) {
    const groups = new Map<Spot, Mover[]>();
    for (const mover of this.movers.values()) {
      if (mover.leaving) continue;
      const key = spotKey(mover.vehicle.station, mover.vehicle.turn);
      const spot = (mover.vehicle.in_work ? this.ground.working : this.ground.waiting).get(key);
      if (!spot) continue;
      const group = groups.get(spot);
      if (group) group.push(mover);
      else groups.set(spot, [mover]);
    }
    for (const [spot, group] of groups) {
      group.sort((a, b) => Date.parse(a.vehicle.since) - Date.parse(b.vehicle.since) || (a.vehicle.id < b.vehicle.id ? -1 : 1));
      let scale = 1;
      const fits = () => Math.max(1, Math.floor(spot.width / (cell.width * scale))) * Math.max(1, Math.floor(spot.height / (cell.height * scale)));
      while (scale > 0.4 && fits() < group.length) scale -= 0.1;
      const columns = Math.max(1, Math.floor(spot.width / (cell.width * scale)));
      const rows = Math.max(1, Math.floor(spot.height / (cell.height * scale)));
      group.forEach((mover, i) => {
        const at = Math.min(i, columns * rows - 1); // what does not fit lies on the last place; the list beside counts it
        mover.scale = scale;
        this.send(mover, spot.x + (0.5 + (at % columns)) * cell.width * scale, spot.y + (0.5 + Math.floor(at / columns)) * cell.height * scale, at_once);
      });
    }
  }

  private wake() {
    this.dirty = true;
    this.frame ||= requestAnimationFrame(this.paint);
  }

  private paint = (now_ms: number) => {
    let moving = false;
    for (const [id, mover] of this.movers) {
      if (!mover.began_ms) continue;
      const part = Math.min(1, (now_ms - mover.began_ms) / glide_ms);
      const eased = part < 0 ? 0 : 1 - (1 - part) ** 3;
      mover.x = mover.from_x + (mover.to_x - mover.from_x) * eased;
      mover.y = mover.from_y + (mover.to_y - mover.from_y) * eased;
      if (part < 1) moving = true;
      else if (mover.leaving) this.movers.delete(id);
      else mover.began_ms = 0;
      this.dirty = true;
    }
    if (this.dirty) this.draw();
    this.dirty = false;
    this.canvas.dataset['drawn'] = String(this.drawn);
    this.frame = moving ? requestAnimationFrame(this.paint) : 0;
  };

  private draw() {
    const context = this.canvas.getContext('2d');
    if (!context) return;
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const mover of this.movers.values()) {
      const sprite = this.sprite(mover, ratio);
      context.drawImage(sprite, Math.round(mover.x * ratio - sprite.width / 2), Math.round(mover.y * ratio - sprite.height / 2));
    }
  }

  private sprite(mover: Mover, ratio: number): HTMLCanvasElement {
    const { vehicle, look, scale } = mover;
    const shape = this.shapeOf(vehicle.traffic_class);
    const rightward = this.drivesRight(vehicle);
    const key = `${shape} ${look} ${vehicle.turn} ${rightward} ${scale.toFixed(1)}`;
    let sprite = this.sprites.get(key);
    if (!sprite) {
      sprite = drawVehicle(shape, this.colours.looks[look], this.colours.ink, this.colours.edges[vehicle.turn] ?? this.colours.ink, look, rightward, scale * ratio);
      this.sprites.set(key, sprite);
    }
    return sprite;
  }

  /// Traffic from the state whose road comes in on the left drives to the right.
  private drivesRight(vehicle: VehicleView): boolean {
    const from = this.ground.doors.get(vehicle.exit_state), to = this.ground.doors.get(vehicle.entry_state);
    return !from || !to || from.x <= to.x;
  }
}

const lengths: Record<Shape, number> = { car: 15, truck: 23, empty: 23, bus: 23, foot: 9 };

/// One vehicle, its front to the right (or left): also used for the legend.
export function drawVehicle(shape: Shape, fill: string, ink: string, edge: string, look: Look, rightward: boolean, scale: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(cell.width * scale);
  canvas.height = Math.ceil(cell.height * scale);
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  context.scale(scale, scale);
  context.translate(cell.width / 2, cell.height / 2);
  if (!rightward) context.scale(-1, 1);
  const length = lengths[shape], half = length / 2;
  context.lineWidth = 1.2;
  context.strokeStyle = ink;
  context.fillStyle = fill;
  context.beginPath();
  if (shape === 'foot') context.arc(0, -1, 4.5, 0, 2 * Math.PI);
  else if (shape === 'car') context.roundRect(-half, -5, length, 8, 3);
  else context.rect(-half, -6, length, 10);
  if (shape !== 'empty') context.fill();
  context.stroke();
  if (shape === 'car') context.fillRect(1, -5, 0, 8), context.strokeRect(1, -4, 3, 6);
  if (shape === 'truck' || shape === 'empty') {
    context.beginPath();
    context.rect(half - 6, -6, 6, 10);
    context.fill();
    context.stroke();
  }
  if (shape === 'bus') for (let x = -half + 4; x < half - 2; x += 4.5) context.strokeRect(x, -4, 2.5, 3);
  context.fillStyle = edge;
  context.fillRect(-half, 4.6, length, 2.4);
  mark(context, look, ink, shape === 'foot' ? 0 : -2);
  return canvas;
}

/// The second sign of the state, for whoever does not see colours.
function mark(context: CanvasRenderingContext2D, look: Look, ink: string, x: number) {
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = 1.8;
  context.beginPath();
  if (look === 'held') {
    context.moveTo(x - 2, -4);
    context.lineTo(x - 2, 2);
    context.moveTo(x + 2, -4);
    context.lineTo(x + 2, 2);
    context.stroke();
  } else if (look === 'isolated') {
    context.moveTo(x, -5);
    context.lineTo(x + 4, 3);
    context.lineTo(x - 4, 3);
    context.closePath();
    context.fill();
  } else if (look === 'released') {
    context.moveTo(x - 3.5, -1);
    context.lineTo(x - 1, 1.8);
    context.lineTo(x + 3.5, -4);
    context.stroke();
  } else if (look === 'in_work') {
    context.arc(x, -1, 2, 0, 2 * Math.PI);
    context.fill();
  }
}
