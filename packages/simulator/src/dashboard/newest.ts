import { take } from "../engine/paginate.ts";
import type { Records } from "../engine/records.ts";

export const PAGE_SIZE = 50;

/** One page of a collection, newest first. */
export interface Newest<T> {
  readonly items: readonly T[];
  /** How many there are on all pages. */
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

/** What is kept in order of creation. */
export type Kept<T> = Pick<Records<T>, "size" | "newestFirst"> | Sliced<T>;

interface Sliced<T> {
  readonly length: number;
  slice(start: number, end: number): T[];
}

/** Copies no more of it than the page; a page that is not there is the last. */
export function newest<T>(kept: Kept<T>, wantedPage: number): Newest<T> {
  const total = "size" in kept ? kept.size : kept.length;
  const pages = Math.max(Math.ceil(total / PAGE_SIZE), 1);
  const page = Math.min(Math.max(wantedPage, 1), pages);
  const end = total - (page - 1) * PAGE_SIZE;
  const start = Math.max(end - PAGE_SIZE, 0);
  const items =
    "size" in kept
      ? take(kept.newestFirst({}), total - start).slice(total - end)
      : kept.slice(start, end).reverse();
  return { items, total, page, pages };
}

/** The page that an address asks for. */
export function pageOf(query: URLSearchParams): number {
  const text = query.get("page") ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : 1;
}
