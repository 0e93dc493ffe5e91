import type { Pool, PoolClient } from "pg";

/** Every round trip of a pool from now on: `insert payments`, `select payments for update`, `commit`. */
export function recordRoundTrips(pool: Pool): string[] {
  const trips: string[] = [];
  pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown; // pg's overloads, passed on as they come
    client.query = ((...args: unknown[]) => {
      trips.push(nameOf(textOf(args[0])));
      return query(...args);
    }) as PoolClient["query"];
  });
  return trips;
}

function textOf(config: unknown): string {
  if (typeof config === "string") return config;
  if (typeof config === "object" && config !== null && "text" in config) return String(config.text);
  throw new Error("A query without a text.");
}

function nameOf(text: string): string {
  const verb = text.includes("insert into") ? "insert" : (text.trim().split(/\s/)[0] ?? "");
  const table = /chargeonce_(payments|keys|events)/.exec(text)?.[1];
  if (table === undefined) return text.includes("paid") ? `${verb} paid` : verb;
  return `${verb} ${table}${verb === "select" && text.includes("for update") ? " for update" : ""}`;
}
