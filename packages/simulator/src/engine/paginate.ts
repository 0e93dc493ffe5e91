import * as z from "zod";
import type { Caller } from "./api-types.ts";
import type { Owned } from "./find-owned.ts";
import { expand, hash, integer, list } from "./parameters.ts";
import { periodOf } from "./period.ts";
import type { Naming, Records, Selection } from "./records.ts";
import { invalidRequest } from "./stripe-failure.ts";

export const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** The parameters of every list. */
export const pagingParameters = {
  limit: integer
    .refine((value) => value >= 1 && value <= MAX_LIMIT, {
      error: `Invalid integer: must be between 1 and ${MAX_LIMIT}`,
      params: { code: "parameter_invalid_integer" },
    })
    .optional(),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  expand,
};

/** The parameters of a list that is filtered by time. */
export const listParameters = {
  ...pagingParameters,
  created: z
    .union([
      integer,
      hash({
        gt: integer.optional(),
        gte: integer.optional(),
        lt: integer.optional(),
        lte: integer.optional(),
      }),
    ])
    .optional(),
};

const shape = hash({ ...listParameters, types: list(z.string()).optional() });
export type ListParameters = Omit<z.output<typeof shape>, "types">;

export interface Page<T> {
  readonly object: "list";
  readonly url: string;
  readonly has_more: boolean;
  readonly data: readonly T[];
}

export interface PageOptions<R, T> {
  readonly url: string;
  readonly noun: string;
  readonly selection: Selection<R>;
  /** What a cursor may name, which only says where to go on; the selection when absent. */
  readonly cursors?: Selection<R>;
  /** How a record looks from outside. */
  readonly show: (record: R) => T;
}

/**
 * A page of what is selected, newest first.
 *
 * @throws StripeFailure When the cursor names nothing that is in the list.
 */
export function paginate<R, T>(
  records: Records<R>,
  parameters: ListParameters,
  { url, noun, selection, cursors = selection, show }: PageOptions<R, T>,
): Page<T> {
  const { limit = DEFAULT_LIMIT, starting_after, ending_before } = parameters;
  if (starting_after !== undefined && ending_before !== undefined) {
    throw invalidRequest(
      "You may only specify one of these parameters: starting_after, ending_before.",
      {
        code: "parameters_exclusive",
        param: "starting_after",
      },
    );
  }
  for (const [param, id] of Object.entries({ starting_after, ending_before })) {
    if (id === undefined || records.includes(id, cursors)) continue;
    throw invalidRequest(`No such ${noun}: '${id}'`, { code: "resource_missing", param });
  }
  const found =
    ending_before === undefined
      ? take(records.newestFirst(selection, starting_after), limit + 1)
      : take(records.oldestFirst(selection, ending_before), limit + 1);
  const shown = found.slice(0, limit).map((record) => show(record));
  const data = ending_before === undefined ? shown : shown.reverse();
  return { object: "list", url, has_more: found.length > limit, data };
}

/** A page of the caller's objects, by the time of their creation if that is asked for. */
export function listOwned<T>(
  records: Records<Owned<T>>,
  caller: Caller,
  { url, noun, params, naming = {}, fits = () => true }: ListOptions<T>,
): Page<T> {
  return paginate(records, params, {
    url,
    noun,
    selection: {
      ...naming,
      account: caller.account.id,
      period: periodOf(params.created),
      fits: ({ object }) => fits(object),
    },
    show: ({ object }) => object,
  });
}

export interface ListOptions<T> {
  readonly url: string;
  readonly noun: string;
  readonly params: ListParameters;
  /** What they have to name; absent values say nothing. */
  readonly naming?: Naming;
  readonly fits?: (object: T) => boolean;
}

/** The first of them, and asks for no more. */
export function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.push(item) === count) break;
  }
  return taken;
}
