import { storeLawsFor } from "@chargeonce/testing";
import { describe, it } from "vitest";
import { postgresSubject } from "./postgres-subject.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();
const { held } = storeLawsFor(["transaction", "durability", "outage"]);

describe("the Postgres store", () => {
  for (const law of held) {
    it(`${law.id}: ${law.title}`, () => law.run(() => postgresSubject(database.url())));
  }
});
