// The only door.
export { type MigrationSqlOptions, migrate, migrationSql } from "./migrate.ts";
export { type PostgresStore, type PostgresStoreOptions, postgresStore } from "./postgres-store.ts";
export type { TableOptions } from "./table-names.ts";
