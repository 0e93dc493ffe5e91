import { EXIT } from "./exit-code.ts";
import type { Look } from "./look.ts";
import type { Result } from "./result.ts";
import { type Cell, type Column, table } from "./table.ts";

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Id to name with `--after` for the next page; null on the last one. */
  readonly next: string | null;
}

/** One more is asked for than is shown, to know whether there is another page. */
export async function readPage<Item extends { readonly id: string }>(
  limit: number,
  list: (limit: number) => Promise<Item[]>,
): Promise<Page<Item>> {
  const found = await list(limit + 1);
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** How a list is shown. */
export interface Listing<Item> {
  readonly name: "payments" | "events";
  readonly columns: readonly Column[];
  readonly row: (item: Item) => Cell[];
  readonly document: (item: Item) => unknown;
  /** Said in place of an empty table. */
  readonly none: string;
  /** What a sign in the table means. */
  readonly note: string | null;
}

export function pageResult<Item>({ items, next }: Page<Item>, listing: Listing<Item>): Result {
  const text = (look: Look) => {
    if (items.length === 0) return listing.none;
    const rows = table(look, listing.columns, items.map(listing.row));
    const notes = [listing.note, next === null ? null : `More: --after ${next}`];
    const shown = notes.flatMap((note) => (note === null ? [] : [look.paint("faint", note)]));
    return [rows, ...shown].join("\n");
  };
  return {
    document: { [listing.name]: items.map(listing.document), next },
    text,
    exit: EXIT.fine,
  };
}
