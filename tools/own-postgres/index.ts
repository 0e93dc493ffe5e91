export { createDatabase } from "./create-database.ts";
export { freePort } from "./free-port.ts";
export { type PostgresServer, startGivenOrOwn } from "./given-or-own.ts";
export { type OwnPostgres, type OwnPostgresOptions, startOwnPostgres } from "./start.ts";
