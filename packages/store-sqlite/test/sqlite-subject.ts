import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StoreSubject } from "@chargeonce/testing";
import { type SqliteStore, sqliteStore } from "../src/index.ts";

/** A folder of its own, and what takes it away. */
export function temporaryFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-sqlite-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Four stores on one new file, as four servers have, and the application's table of effects beside them. */
export async function sqliteSubject(
  open: (file: string) => SqliteStore = (file) => sqliteStore({ file }),
): Promise<StoreSubject<DatabaseSync>> {
  const { folder, remove } = temporaryFolder();
  const file = join(folder, "payments.db");
  const opened: SqliteStore[] = [];
  const another = () => {
    const store = open(file);
    opened.push(store);
    return store;
  };
  const closeAll = async () => {
    for (const store of opened) await store.close();
  };
  const stores = [another(), another(), another(), another()] as const;
  const application = new DatabaseSync(file);
  application.exec("create table effects (n integer primary key, name text not null) strict");

  return {
    stores,
    effects: {
      make: (tx, name) => {
        tx.prepare("insert into effects (name) values (?)").run(name);
      },
      seen: () =>
        application
          .prepare("select name from effects order by n")
          .all()
          .map(({ name }) => String(name)),
    },
    reopen: async () => {
      await closeAll();
      return another();
    },
    cutOff: closeAll,
    dispose: async () => {
      application.close();
      await closeAll();
      remove();
    },
  };
}
