/** Unix seconds, both ends within it. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** The parameter `created` of lists, in whole seconds. */
export type CreatedFilter =
  | number
  | {
      readonly gt?: number | undefined;
      readonly gte?: number | undefined;
      readonly lt?: number | undefined;
      readonly lte?: number | undefined;
    };

/** The period that a filter lets through; all time when it is absent. */
export function periodOf(filter: CreatedFilter = {}): Period {
  if (typeof filter === "number") return { from: filter, to: filter };
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = filter;
  return { from: Math.max(gt + 1, gte), to: Math.min(lt - 1, lte) };
}

/** The time that lies in both. */
export function overlap(one: Period, other: Period): Period {
  return { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
}

export function isWithin(seconds: number, { from, to }: Period): boolean {
  return seconds >= from && seconds <= to;
}
