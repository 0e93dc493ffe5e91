import { createJsonStore, readJson, type StoredJson } from "../json-store.ts";
import { isSearchable, readDocument, type SearchDocument } from "./fields.ts";

interface Version {
  readonly atMs: number;
  /** A `SearchDocument`. */
  readonly document: StoredJson;
}

/** What searches know of objects, which is always a little out of date. */
export interface SearchIndex {
  /** Reads what is searchable of an object, as it is now. Anything else is passed over. */
  note(object: object): void;
  /** The object as it was when the lag began; null when it did not exist then. */
  find(id: string): SearchDocument | null;
}

/**
 * @param lagMs How long a new object stays unknown, and a changed one keeps its former values.
 * @param now Milliseconds since the epoch.
 */
export function createSearchIndex(lagMs: number, now: () => number): SearchIndex {
  const documents = createJsonStore();
  /** Oldest first; at most one of each is older than the lag. */
  const versions = new Map<string, Version[]>();

  function prune(list: Version[]): Version | null {
    const visibleAt = now() - lagMs;
    const newest = list.findLastIndex(({ atMs }) => atMs <= visibleAt);
    if (newest > 0) list.splice(0, newest);
    return newest < 0 ? null : (list[0] ?? null);
  }

  return {
    note(object) {
      if (!isSearchable(object)) return;
      const list = versions.get(object.id) ?? [];
      versions.set(object.id, list);
      const document = documents.keep(readDocument(object));
      const newest = list.at(-1)?.document;
      if (!newest || readJson(newest) !== readJson(document)) list.push({ atMs: now(), document });
      prune(list);
    },
    find(id) {
      const version = prune(versions.get(id) ?? []);
      return version && JSON.parse(readJson(version.document));
    },
  };
}
