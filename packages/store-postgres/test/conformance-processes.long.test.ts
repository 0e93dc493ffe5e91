import { storeLaws, storeLawsFor } from "@chargeonce/testing";
import { describe, expect, it } from "vitest";
import { postgresSubject } from "./postgres-subject.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();
const aboutProcesses = storeLaws.filter(({ needs }) => needs.includes("processes"));

describe("the Postgres store among processes", () => {
  for (const law of aboutProcesses) {
    it(`${law.id}: ${law.title}`, { timeout: 60_000 }, () =>
      law.run(() => postgresSubject(database.url())),
    );
  }

  it("is tried on what is left out in one process", () => {
    const { leftOut } = storeLawsFor(["transaction", "durability", "outage"]);
    expect(leftOut).toEqual(aboutProcesses);
  });
});
