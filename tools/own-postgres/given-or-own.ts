import { type OwnPostgresOptions, startOwnPostgres } from "./start.ts";

/** A real Postgres, whoever's. */
export interface PostgresServer {
  /** Where to connect to, for the database of this name. */
  url(database: string): string;
  stop(): Promise<void>;
}

/** The server of `DATABASE_URL`, which goes on afterwards, or one from npm. */
export async function startGivenOrOwn(options: OwnPostgresOptions = {}): Promise<PostgresServer> {
  const given = process.env.DATABASE_URL;
  if (given === undefined || given === "") return startOwnPostgres(options);
  return {
    url(database) {
      const url = new URL(given);
      url.pathname = `/${database}`;
      return url.href;
    },
    stop: async () => undefined,
  };
}
