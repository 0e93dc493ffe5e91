import * as z from "zod";
import { expand, hash, integer, list } from "./parameters.ts";
import { invalidRequest } from "./stripe-failure.ts";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** The parameters of every list. */
export const listParameters = {
  limit: integer
    .refine((value) => value >= 1 && value <= MAX_LIMIT, {
      error: `Invalid integer: must be between 1 and ${MAX_LIMIT}`,
      params: { code: "parameter_invalid_integer" },
    })
    .optional(),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
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
  expand,
};

const shape = hash({ ...listParameters, types: list(z.string()).optional() });
export type ListParameters = Omit<z.output<typeof shape>, "types">;

export interface Page<T> {
  readonly object: "list";
  readonly url: string;
  readonly has_more: boolean;
  readonly data: readonly T[];
}

/**
 * Cuts a page out of `items`, which come newest first.
 *
 * @throws StripeFailure When the cursor names nothing that is in the list.
 */
export function paginate<T extends { id: string }>(
  items: readonly T[],
  parameters: ListParameters,
  { url, noun }: { url: string; noun: string },
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
    const end = cursorAt("ending_before", ending_before);
    const start = Math.max(0, end - limit);
    return { object: "list", url, has_more: start > 0, data: items.slice(start, end) };
  }
  const start = starting_after === undefined ? 0 : cursorAt("starting_after", starting_after) + 1;
  const data = items.slice(start, start + limit);
  return { object: "list", url, has_more: start + data.length < items.length, data };
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
