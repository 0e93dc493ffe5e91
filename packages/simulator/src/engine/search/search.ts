import * as z from "zod";
import type { Caller } from "../api-types.ts";
import { type Owned, ownObjects } from "../find-owned.ts";
import { DEFAULT_LIMIT, listParameters } from "../paginate.ts";
import { hash, text } from "../parameters.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import type { SearchedResource } from "./fields.ts";
import { matches } from "./matches.ts";
import { parseQuery } from "./query.ts";

export const searchParameters = hash({
  expand: listParameters.expand,
  limit: listParameters.limit,
  page: text.optional(),
  query: z.string(),
});

type SearchParameters = z.output<typeof searchParameters>;

/**
 * `GET /v1/…/search`, newest first. Which objects are found is decided by their values of some time ago; what is shown
 * of them is as it is now.
 */
export function search<T extends { id: string }>(
  world: World,
  caller: Caller,
  params: SearchParameters,
  { resource, records }: { resource: SearchedResource; records: ReadonlyMap<string, Owned<T>> },
) {
  const query = parseQuery(params.query, resource);
  const own = ownObjects(records, caller);
  const fits = (object: T) => {
    const document = world.search.find(object.id);
    return document !== null && !("deleted" in object) && matches(query, document);
  };
  const rest = own.slice(startOf(own, params.page)).filter(fits);
  const data = rest.slice(0, params.limit ?? DEFAULT_LIMIT);
  const hasMore = data.length < rest.length;
  return {
    object: "search_result",
    url: `/v1/${resource}/search`,
    has_more: hasMore,
    next_page: hasMore ? btoa(data.at(-1)?.id ?? "") : null,
    ...(params.expand?.includes("total_count") && {
      total_count: own.filter(fits).length,
    }),
    data,
  };
}

/** A page begins after the object that its token names, whether or not that one is still found. */
function startOf(own: readonly { id: string }[], page: string | undefined): number {
  if (page === undefined) return 0;
  const index = own.findIndex(({ id }) => btoa(id) === page);
  if (index >= 0) return index + 1;
  throw invalidRequest(`Invalid page: ${page}`, { param: "page" });
}
