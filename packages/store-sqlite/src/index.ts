// The only door.
export type { SqliteLocation } from "./open-connections.ts";
export { type SqliteStore, type SqliteStoreOptions, sqliteStore } from "./sqlite-store.ts";
