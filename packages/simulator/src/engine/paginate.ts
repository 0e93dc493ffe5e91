import * as z from "zod";
import { expand, hash, integer, list } from "./parameters.ts";
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

export interface PageOptions<T> {
  readonly url: string;
  readonly noun: string;
  /** What the filters let through. A cursor may name what they keep out: it only says where to go on. */
  readonly wants?: (item: T) => boolean;
}

/**
 * Cuts a page out of `items`, which come newest first.
 *
 * @throws StripeFailure When the cursor names nothing that is in the list.
 */
export function paginate<T extends { id: string }>(
  items: readonly T[],
  parameters: ListParameters,
  { url, noun, wants = () => true }: PageOptions<T>,
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
  const cursorAt = (param: string, id: string): number => {
    const index = items.findIndex((item) => item.id === id);
    if (index >= 0) return index;
    throw invalidRequest(`No such ${noun}: '${id}'`, { code: "resource_missing", param });
  };
  if (ending_before !== undefined) {
    const newer = items.slice(0, cursorAt("ending_before", ending_before)).filter(wants);
    return { object: "list", url, has_more: newer.length > limit, data: newer.slice(-limit) };
  }
  const start = starting_after === undefined ? 0 : cursorAt("starting_after", starting_after) + 1;
  const older = items.slice(start).filter(wants);
  return { object: "list", url, has_more: older.length > limit, data: older.slice(0, limit) };
}

/** Whether a time lies in the `created` filter. */
export function createdWithin(created: number, filter: ListParameters["created"]): boolean {
  if (filter === undefined) return true;
  if (typeof filter === "number") return created === filter;
  return (
    (filter.gt === undefined || created > filter.gt) &&
    (filter.gte === undefined || created >= filter.gte) &&
    (filter.lt === undefined || created < filter.lt) &&
    (filter.lte === undefined || created <= filter.lte)
  );
}
