import * as z from "zod";
import { type Chance, createChance } from "../engine/chance.ts";
import { matchesType } from "../engine/events/read.ts";
import type { WebhookEndpointRecord } from "../engine/objects.ts";
import type { Place } from "./deliveries.ts";

export type DisturbanceKind =
  /** It never arrives and is not tried again. The event stays in `events.list`, as one that was not delivered. */
  | "drop"
  /** The first try comes `delayMs` later. */
  | "delay"
  /** The same event is sent twice. */
  | "duplicate"
  /** It overtakes, or falls behind, others that are sent with it. */
  | "reorder"
  /** A second Event object, with an id of its own, tells of the same change; in `events.list` too. */
  | "second_event";

/** What to strike. Plain JSON, so that it can come over HTTP. */
export interface DisturbanceOptions {
  /** A type or a pattern such as `payment_intent.*`; every type when absent. */
  type?: string;
  /** An endpoint's id or URL; every endpoint when absent. Not for `second_event`: every endpoint gets that one. */
  endpoint?: string;
  /** How many it strikes; 1 when absent, but no limit for `reorder` and with `share`. */
  times?: number;
  /** The part of them that it strikes, from 0 to 1, by chance; all when absent. */
  share?: number;
  /** Chance depends on nothing else; the simulator's seed and the number of the switch when absent. */
  seed?: string | number;
  /** Only for `delay`, in milliseconds; a minute when absent. */
  delayMs?: number;
  /** Only for `reorder`: `shuffled` by the seed, which is the default, or `reversed`, last comes first. */
  order?: "shuffled" | "reversed";
}

/** A switch that is on. */
export interface Disturbance extends Readonly<DisturbanceOptions> {
  readonly id: string;
  readonly kind: DisturbanceKind;
  /** How many it struck. */
  readonly struck: number;
  /** How many it will still strike; null when there is no limit. */
  readonly remaining: number | null;
}

export interface DisturbanceHandle {
  readonly id: string;
  /** How many it struck; also when it is used up. */
  readonly struck: number;
  /** Switches it off. */
  stop(): void;
}

/** What becomes of a delivery. */
export interface DeliveryFate {
  dropped: boolean;
  delayMs: number;
  duplicates: number;
  place: Place;
}

export interface Switchboard {
  disturb(kind: DisturbanceKind, options?: DisturbanceOptions): DisturbanceHandle;
  list(): readonly Disturbance[];
  clear(id?: string): void;
  fateOf(type: string, endpoint: WebhookEndpointRecord): DeliveryFate;
  /** How many more events tell of the same change. */
  secondEvents(type: string): number;
}

const DEFAULT_DELAY_MS = 60_000;

const schema = z.strictObject({
  type: z.string().min(1).optional(),
  endpoint: z.string().min(1).optional(),
  times: z.int().min(1).optional(),
  share: z.number().min(0).max(1).optional(),
  seed: z.union([z.string(), z.number()]).optional(),
  delayMs: z.number().min(0).optional(),
  order: z.enum(["shuffled", "reversed"]).optional(),
});

const forKind = z.discriminatedUnion("kind", [
  schema.omit({ delayMs: true, order: true }).extend({ kind: z.literal("drop") }),
  schema.omit({ order: true }).extend({ kind: z.literal("delay") }),
  schema.omit({ delayMs: true, order: true }).extend({ kind: z.literal("duplicate") }),
  schema.omit({ delayMs: true }).extend({ kind: z.literal("reorder") }),
  schema
    .omit({ delayMs: true, order: true, endpoint: true })
    .extend({ kind: z.literal("second_event") }),
]);

interface Entry {
  readonly id: string;
  readonly kind: DisturbanceKind;
  readonly options: DisturbanceOptions;
  readonly chance: Chance;
  remaining: number;
  struck: number;
}

export function createSwitchboard(seed: string): Switchboard {
  let entries: Entry[] = [];
  let count = 0;

  function strikes(entry: Entry, type: string): boolean {
    const { options } = entry;
    if (options.type !== undefined && !matchesType(type, options.type)) return false;
    if (options.share !== undefined && entry.chance() >= options.share) return false;
    entry.struck += 1;
    entry.remaining -= 1;
    if (entry.remaining <= 0) entries = entries.filter((other) => other !== entry);
    return true;
  }

  return {
    disturb(kind, options = {}) {
      const parsed = forKind.safeParse({ ...options, kind });
      if (!parsed.success) {
        throw new TypeError(`This disturbance is not possible: ${z.prettifyError(parsed.error)}`);
      }
      count += 1;
      const endless = kind === "reorder" || options.share !== undefined;
      const entry: Entry = {
        id: `disturbance_${count}`,
        kind,
        options: { ...options },
        chance: createChance(String(options.seed ?? `${seed}\ndisturbance ${count}`)),
        remaining: options.times ?? (endless ? Number.POSITIVE_INFINITY : 1),
        struck: 0,
      };
      entries.push(entry);
      return {
        id: entry.id,
        get struck() {
          return entry.struck;
        },
        stop() {
          entries = entries.filter((other) => other !== entry);
        },
      };
    },
    list: () => entries.map(describe),
    clear(id) {
      entries = id === undefined ? [] : entries.filter((entry) => entry.id !== id);
    },
    fateOf(type, endpoint) {
      const fate: DeliveryFate = { dropped: false, delayMs: 0, duplicates: 0, place: null };
      for (const entry of entries) {
        if (entry.kind === "second_event" || !isAt(entry.options.endpoint, endpoint)) continue;
        if (!fate.dropped && strikes(entry, type)) apply(entry, fate);
      }
      return fate;
    },
    secondEvents: (type) =>
      entries.filter((entry) => entry.kind === "second_event" && strikes(entry, type)).length,
  };
}

function isAt(wanted: string | undefined, { object }: WebhookEndpointRecord): boolean {
  return wanted === undefined || wanted === object.id || wanted === object.url;
}

function apply({ kind, options, chance }: Entry, fate: DeliveryFate): void {
  switch (kind) {
    case "drop":
      fate.dropped = true;
      return;
    case "delay":
      fate.delayMs += options.delayMs ?? DEFAULT_DELAY_MS;
      return;
    case "duplicate":
      fate.duplicates += 1;
      return;
    case "reorder":
      fate.place = options.order === "reversed" ? "reversed" : chance();
      return;
  }
}

function describe({ id, kind, options, struck, remaining }: Entry): Disturbance {
  return {
    ...options,
    id,
    kind,
    struck,
    remaining: Number.isFinite(remaining) ? remaining : null,
  };
}
