import { memoryStore } from "@chargeonce/core";
import type { OpenedStore } from "./opened-store.ts";

export type StoreName = "memory" | "sqlite" | "postgres";

export function storeOf(name: string | undefined): StoreName {
  if (name === undefined || name === "memory") return "memory";
  if (name === "sqlite" || name === "postgres") return name;
  throw new Error(`CHARGEONCE_STORE is memory, sqlite or postgres, not "${name}".`);
}

export async function openStore(name: StoreName): Promise<OpenedStore> {
  if (name === "sqlite") return (await import("./sqlite-worlds.ts")).openSqliteWorlds();
  if (name === "postgres") return (await import("./postgres-worlds.ts")).openPostgresWorlds();
  return { empty: async () => memoryStore(), close: async () => undefined };
}
