import { DatabaseSync } from "node:sqlite";
import { storeLawsFor } from "@chargeonce/testing";
import { describe, it } from "vitest";
import { sqliteStore } from "../src/index.ts";
import { sqliteSubject } from "./sqlite-subject.ts";

const { held } = storeLawsFor(["transaction", "durability", "outage"]);

describe("the SQLite store", () => {
  const subject = () => sqliteSubject((file) => sqliteStore({ file }));
  for (const law of held) it(`${law.id}: ${law.title}`, () => law.run(subject));
});

describe("the SQLite store on a connection of the application's", () => {
  const subject = () => sqliteSubject((file) => sqliteStore({ database: new DatabaseSync(file) }));
  for (const law of held) it(`${law.id}: ${law.title}`, () => law.run(subject));
});
