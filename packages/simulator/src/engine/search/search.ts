import * as z from "zod";
import type { Caller } from "../api-types.ts";
import type { Owned } from "../find-owned.ts";
import { DEFAULT_LIMIT, listParameters, take } from "../paginate.ts";
import { hash, text } from "../parameters.ts";
import type { Records } from "../records.ts";
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
  { resource, records }: { resource: SearchedResource; records: Records<Owned<T>> },
) {
  const { limit = DEFAULT_LIMIT } = params;
  const query = parseQuery(params.query, resource);
  const own = { account: caller.account.id };
  const found = {
    ...own,
    fits: ({ object }: Owned<T>) => {
      const document = world.search.find(object.id);
      return document !== null && !("deleted" in object) && matches(query, document);
    },
  };
  const after = params.page === undefined ? undefined : idOf(params.page);
  if (after !== undefined && !records.includes(after, own)) {
    throw invalidRequest(`Invalid page: ${params.page}`, { param: "page" });
  }
  const rest = take(records.newestFirst(found, after), limit + 1);
  const data = rest.slice(0, limit).map(({ object }) => object);
  const hasMore = data.length < rest.length;
  return {
    object: "search_result",
    url: `/v1/${resource}/search`,
    has_more: hasMore,
    next_page: hasMore ? btoa(data.at(-1)?.id ?? "") : null,
    ...(params.expand?.includes("total_count") && {
      total_count: [...records.newestFirst(found)].length,
    }),
    data,
  };
}

/** The object that a page begins after, whether or not that one is still found. */
function idOf(page: string): string {
  return Buffer.from(page, "base64").toString();
}
