import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Flaw } from "../torture/plan.ts";
import { type SoakOutcome, soak } from "../torture/soak/soak.ts";

// A soak with violations leaves its folder behind for whoever looks; here that is nobody.
const folder = mkdtempSync(join(tmpdir(), "soak-flaws-"));
const PATIENCE_MS = 240_000;

beforeAll(() => vi.stubEnv("TMPDIR", folder));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const soakWith = (flaw: Flaw, servers: number): Promise<SoakOutcome> =>
  soak(
    { store: "sqlite", events: 250, servers, seed: 7, seconds: 60, outagePayments: 0, flaw },
    () => undefined,
  );

test(
  "a server that answers 200 and records nothing is found by what it answered, though the list makes up for it",
  async () => {
    const { violations, storm } = await soakWith("answers without recording", 1);

    const lost = violations.filter((each) => each.endsWith("2xx and is not in the inbox."));
    const acked = [...storm.deliveries.values()].filter(({ ackedAt }) => ackedAt !== null);
    expect(acked.length).toBeGreaterThan(200);
    expect(lost).toHaveLength(acked.length);
  },
  PATIENCE_MS,
);

test(
  "a store that takes duplicates for new is found by handlers that heard an event twice",
  async () => {
    const { violations } = await soakWith("takes duplicates for new", 2);

    expect(violations).toContainEqual(expect.stringMatching(/was heard [2-5] times instead of 1/));
  },
  PATIENCE_MS,
);

test(
  "a store that hands out the last event first is found by the order within a payment",
  async () => {
    const { violations, pairsInOrder } = await soakWith("takes the last first", 1);

    expect(pairsInOrder).toBeGreaterThan(50);
    expect(violations).toContainEqual(expect.stringMatching(/was handled before evt_\w+, which/));
  },
  PATIENCE_MS,
);
