// The only door.
export type { SqliteLocation } from "./open-connections.ts";
export type { SchemaErrorCode } from "./schema-error.ts";
export { type SqliteStore, type SqliteStoreOptions, sqliteStore } from "./sqlite-store.ts";
