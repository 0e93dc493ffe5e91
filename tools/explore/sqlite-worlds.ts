import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStore } from "@chargeonce/store-sqlite";
import type { OpenedStore } from "./opened-store.ts";

/** A file for each world: a store notices rows that are swept away under it. */
export function openSqliteWorlds(): OpenedStore {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-explore-"));
  let worlds = 0;
  let close = async (): Promise<void> => undefined;
  return {
    async empty() {
      await close();
      worlds += 1;
      const store = sqliteStore({ file: join(folder, `world-${worlds}.db`) });
      close = () => store.close();
      return store;
    },
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
