import { storeLawsFor } from "@chargeonce/testing";
import { describe, expect, it } from "vitest";
import { postgresSubject } from "./postgres-subject.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();
const { held, leftOut } = storeLawsFor(["transaction", "durability", "outage", "processes"]);

describe("the Postgres store", () => {
  for (const law of held) {
    it(`${law.id}: ${law.title}`, { timeout: 60_000 }, () =>
      law.run(() => postgresSubject(database.url())),
    );
  }

  it("is tried on every law", () => {
    expect(leftOut).toEqual([]);
  });
});
