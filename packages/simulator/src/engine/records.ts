import { isWithin, type Period, periodOf } from "./period.ts";

/** What records are found by, beside their id. None of it ever changes. */
export interface Traits {
  readonly account: string;
  /** Unix seconds. */
  readonly created: number;
  readonly charge?: string | null | undefined;
  readonly payment_intent?: string | null | undefined;
}

const NAMES = ["account", "charge", "payment_intent"] as const;
type Name = (typeof NAMES)[number];

/** What a record has to name; what is absent or undefined says nothing. */
export type Naming = Partial<Readonly<Record<Name, string | undefined>>>;

/** Which records are meant: those that all of it lets through. */
export interface Selection<R> extends Naming {
  /** When they were created. */
  readonly period?: Period;
  readonly fits?: (record: R) => boolean;
}

/**
 * Records by id, in order of creation. A walk costs what it visits, however many others are stored: it begins at the
 * cursor, and visits what has the names and the time of the selection.
 */
export interface Records<R> {
  readonly size: number;
  has(id: string): boolean;
  get(id: string): R | undefined;
  /** A new one is the newest. Another under a known id takes its place, and is found by the traits of the first. */
  set(id: string, record: R): void;
  delete(id: string): void;
  /** In order of creation. */
  values(): Iterable<R>;
  /** Whether the id is of a record that the selection lets through. */
  includes(id: string, selection: Selection<R>): boolean;
  /** @param before Begins behind this one, which need not be selected; at the newest when it is absent or unknown. */
  newestFirst(selection: Selection<R>, before?: string): Iterable<R>;
  /** @param after Begins behind this one, which need not be selected; at the oldest when it is absent or unknown. */
  oldestFirst(selection: Selection<R>, after?: string): Iterable<R>;
}

export function createRecords<R>(traitsOf: (record: R) => Traits): Records<R> {
  const positions = new Map<string, number>();
  /** By position; null where one was deleted. */
  const stored: (R | null)[] = [];
  const created: number[] = [];
  /** Positions of the records with a name, ascending. */
  const indexes: Readonly<Record<Name, Map<string, number[]>>> = {
    account: new Map(),
    charge: new Map(),
    payment_intent: new Map(),
  };
  /** A clock that was put back ends this, and times are then compared one by one. */
  let inOrderOfTime = true;

  function add(id: string, record: R): void {
    const position = stored.push(record) - 1;
    positions.set(id, position);
    const traits = traitsOf(record);
    inOrderOfTime &&= traits.created >= (created.at(-1) ?? -Infinity);
    created.push(traits.created);
    for (const name of NAMES) {
      const value = traits[name];
      if (typeof value !== "string") continue;
      const known = indexes[name].get(value);
      if (known) known.push(position);
      else indexes[name].set(value, [position]);
    }
  }

  const timeAt = (position: number) => created[position] ?? Number.NaN;

  /** The positions for each name that is asked for, the fewest first. */
  function listsOf(selection: Selection<R>): (readonly number[])[] {
    return NAMES.flatMap((name) => {
      const value = selection[name];
      return value === undefined ? [] : [indexes[name].get(value) ?? []];
    }).sort((one, other) => one.length - other.length);
  }

  /** The record at a position, when it is selected and in all the lists. */
  function selectedAt(
    position: number,
    { fits, period }: Selection<R>,
    lists: readonly (readonly number[])[],
  ): R | null {
    const record = stored[position] ?? null;
    if (record === null || fits?.(record) === false) return null;
    if (period && !isWithin(timeAt(position), period)) return null;
    return lists.every((list) => contains(list, position)) ? record : null;
  }

  function* walk(selection: Selection<R>, between: Between, step: 1 | -1): Iterable<R> {
    const [fewest, ...others] = listsOf(selection);
    const length = fewest?.length ?? stored.length;
    const positionAt = (index: number) => fewest?.[index] ?? index;
    const firstWhere = (reached: (position: number) => boolean) =>
      search(length, (index) => reached(positionAt(index)));
    const { from, to } = inOrderOfTime && selection.period ? selection.period : periodOf();
    const first = firstWhere((at) => at > between.after && timeAt(at) >= from);
    const end = firstWhere((at) => at >= between.before || timeAt(at) > to);
    for (let turn = 0; turn < end - first; turn += 1) {
      const position = positionAt(step > 0 ? first + turn : end - 1 - turn);
      const record = selectedAt(position, selection, others);
      if (record !== null) yield record;
    }
  }

  const positionOf = (id: string | undefined) => (id === undefined ? undefined : positions.get(id));

  const oldestFirst: Records<R>["oldestFirst"] = (selection, after) =>
    walk(selection, { after: positionOf(after) ?? -1, before: stored.length }, 1);

  return {
    get size() {
      return positions.size;
    },
    has: (id) => positions.has(id),
    get: (id) => stored[positions.get(id) ?? -1] ?? undefined,
    set(id, record) {
      const position = positions.get(id);
      if (position === undefined) add(id, record);
      else stored[position] = record;
    },
    delete(id) {
      const position = positions.get(id);
      if (position === undefined) return;
      positions.delete(id);
      stored[position] = null;
    },
    values: () => oldestFirst({}),
    includes(id, selection) {
      const position = positions.get(id);
      if (position === undefined) return false;
      return selectedAt(position, selection, listsOf(selection)) !== null;
    },
    newestFirst: (selection, before) =>
      walk(selection, { after: -1, before: positionOf(before) ?? stored.length }, -1),
    oldestFirst,
  };
}

/** Positions, both ends outside. */
interface Between {
  readonly after: number;
  readonly before: number;
}

/** The lowest index below `length` from which on something is so; `length` when it never is. */
function search(length: number, isSo: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function contains(ascending: readonly number[], position: number): boolean {
  const at = search(ascending.length, (index) => (ascending[index] ?? position) >= position);
  return ascending[at] === position;
}
