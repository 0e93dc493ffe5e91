import { Pool } from "pg";

/** Few, because a command does one thing, and reconcile four at once. */
const MOST_CONNECTIONS = 5;

/** A pool for one command. A connection that is lost while idle shows at its next use, not as the end of the process. */
export function openPool(url: URL): Pool {
  const pool = new Pool({
    connectionString: url.href,
    application_name: "chargeonce",
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    query_timeout: 60_000,
  });
  pool.on("error", ignoreLoss);
  pool.on("connect", (client) => client.on("error", ignoreLoss));
  return pool;
}

function ignoreLoss(): void {
  // Whoever uses the connection next is told.
}
