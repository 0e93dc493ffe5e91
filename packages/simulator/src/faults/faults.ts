import * as z from "zod";
import type { ApiRequest } from "../engine/api-types.ts";
import { type Chance, createChance } from "../engine/chance.ts";
import type { World } from "../engine/world.ts";
import { promiseWithResolve } from "../promise-with-resolve.ts";
import type { Fault, FaultDescription, FaultFilter, FaultOptions, Faults } from "./fault.ts";
import { faultOptionsSchema, faultSchema } from "./fault-schema.ts";
import { type FaultCandidate, fits, toCandidate } from "./faulted-request.ts";

const SPENT_KEPT = 100;

/** A fault on its way to one request. */
export interface Strike {
  readonly fault: Fault;
  /** Resolves at `release`. */
  readonly released: Promise<void>;
  /** Holds an execution: `go` is called at `release`, at once when that has been. */
  hold(go: () => void): void;
  /** It went without `release`. */
  letGo(go: () => void): void;
}

export interface FaultQueue extends Faults {
  /** Takes the fault, if any, that strikes this request. */
  take(request: ApiRequest): Strike | null;
}

export interface FaultParts {
  world: World;
  seed: string;
}

interface Entry extends Strike {
  readonly id: string;
  readonly filter: FaultFilter;
  readonly nth: number;
  readonly share: number;
  readonly when: FaultOptions["when"];
  readonly chance: Chance;
  readonly held: Set<() => void>;
  readonly release: () => void;
  readonly markStruck: () => void;
  seen: number;
  strikes: number;
  remaining: number;
}

export function createFaults({ world, seed }: FaultParts): FaultQueue {
  let entries: Entry[] = [];
  let switchedOn = 0;
  const find = (id: string) => entries.find((entry) => entry.id === id);

  function tidy(): void {
    const isSpent = ({ remaining, held }: Entry) => remaining === 0 && held.size === 0;
    const spent = entries.filter(isSpent);
    const dropped = new Set(spent.slice(0, Math.max(spent.length - SPENT_KEPT, 0)));
    if (dropped.size > 0) entries = entries.filter((entry) => !dropped.has(entry));
  }

  return {
    next(fault, options = {}) {
      tidy();
      switchedOn += 1;
      const id = `fault_${switchedOn}`;
      const struck = promiseWithResolve();
      const entry = createEntry(id, check(faultSchema, fault), {
        options: check(faultOptionsSchema, named(options)),
        chance: createChance(`${seed}\n${id}`),
        markStruck: struck.resolve,
      });
      entries.push(entry);
      return { id, release: entry.release, struck: struck.promise };
    },
    list() {
      tidy();
      return entries.map(describe);
    },
    clear(id) {
      const cleared = id === undefined ? entries : entries.filter((entry) => entry.id === id);
      for (const entry of cleared) entry.remaining = 0;
      entries = entries.filter((entry) => !cleared.includes(entry) || entry.held.size > 0);
      return cleared.length > 0;
    },
    release(id) {
      const entry = find(id);
      entry?.release();
      return entry !== undefined;
    },
    take(request) {
      if (!entries.some(({ remaining }) => remaining > 0)) return null;
      const candidate = toCandidate(world, request);
      // All of them see the request, so that one fault does not move the count or the luck of another.
      const [first] = entries.filter((entry) => wants(entry, candidate));
      if (!first) return null;
      first.remaining -= 1;
      first.strikes += 1;
      first.markStruck();
      return first;
    },
  };
}

interface EntryParts {
  options: FaultOptions;
  chance: Chance;
  markStruck: () => void;
}

function createEntry(id: string, fault: Fault, { options, chance, markStruck }: EntryParts): Entry {
  const { times, nth = 1, share = 1, when, ...filter } = options;
  const held = new Set<() => void>();
  const released = promiseWithResolve();
  let isReleased = false;
  return {
    id,
    fault,
    filter,
    nth,
    share,
    when,
    chance,
    held,
    markStruck,
    seen: 0,
    strikes: 0,
    remaining: times ?? (options.share === undefined ? 1 : Number.POSITIVE_INFINITY),
    released: released.promise,
    release() {
      isReleased = true;
      released.resolve();
      const going = [...held];
      held.clear();
      for (const go of going) go();
    },
    hold(go) {
      if (isReleased) go();
      else held.add(go);
    },
    letGo: (go) => void held.delete(go),
  };
}

/** Counts and draws for every request that fits, also for one that another fault strikes. */
function wants(entry: Entry, candidate: FaultCandidate): boolean {
  if (entry.remaining === 0 || !fits(entry.filter, candidate)) return false;
  if (entry.when && !entry.when(candidate)) return false;
  entry.seen += 1;
  const isLucky = entry.share === 1 || entry.chance() < entry.share;
  return isLucky && entry.seen >= entry.nth;
}

function describe(entry: Entry): FaultDescription {
  const { id, fault, filter, nth, share, when, seen, strikes, remaining, held } = entry;
  return {
    id,
    fault,
    ...filter,
    nth,
    share,
    when: when !== undefined,
    seen,
    strikes,
    remaining: Number.isFinite(remaining) ? remaining : null,
    held: held.size,
  };
}

/** An option that is undefined is one that was not given. */
function named(options: FaultOptions): FaultOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function check<T>(schema: z.ZodType<T>, value: T): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TypeError(`This is no fault to switch on: ${z.prettifyError(parsed.error)}`);
}
