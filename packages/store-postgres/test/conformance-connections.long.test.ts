import { storeLawsFor } from "@chargeonce/testing";
import { describe, it } from "vitest";
import { postgresSubject } from "./postgres-subject.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();
const { held: inOneProcess } = storeLawsFor(["transaction", "durability", "outage"]);

describe("the Postgres store on one client", () => {
  for (const law of inOneProcess) {
    it(`${law.id}: ${law.title}`, () =>
      law.run(() => postgresSubject(database.url(), { reach: "client" })));
  }
});

describe("the Postgres store without prepared statements, on a new connection for everything", () => {
  const options = { reach: "new-connection-each-time", prepare: false, tablePrefix: "" } as const;
  for (const law of inOneProcess) {
    it(`${law.id}: ${law.title}`, () => law.run(() => postgresSubject(database.url(), options)));
  }
});
