import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@chargeonce/store-sqlite";
import type { OpenedStore } from "./stores.ts";

/** One file, emptied between worlds. */
export function openSqliteWorlds(): OpenedStore {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-explore-"));
  const file = join(folder, "worlds.db");
  const store = sqliteStore({ file });
  const broom = new DatabaseSync(file);
  const tables = broom
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '%migrations'",
    )
    .all()
    .map(({ name }) => String(name));
  return {
    async empty() {
      for (const table of tables) broom.exec(`delete from "${table}"`);
      return store;
    },
    async close() {
      broom.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
