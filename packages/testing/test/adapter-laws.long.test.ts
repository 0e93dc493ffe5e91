import { describe, expect, it } from "vitest";
import { adapterLaws, adapterLawsFor, type MountAdapter } from "../src/index.ts";
import { brokenAnswers } from "./adapters/broken-answers.ts";
import { brokenBodies } from "./adapters/broken-bodies.ts";
import { brokenRequests } from "./adapters/broken-requests.ts";
import { plainApplication } from "./adapters/plain-adapter.ts";

const BROKEN = [...brokenBodies, ...brokenRequests, ...brokenAnswers];
/** For adapters that hang; what does not hang is done in a fraction of it. */
const DEADLINE_MS = 4_000;
const TIMEOUT_MS = 60_000;

describe("the laws for adapters", () => {
  it("are kept by an adapter on plain node:http", async () => {
    expect(await lawsBrokenBy(plainApplication())).toEqual([]);
  });

  // Several at once, because most of the time is spent on waiting for those that hang.
  it.concurrent.each(BROKEN.map((each) => [each.fault, each] as const))(
    "catch: %s",
    {
      timeout: TIMEOUT_MS,
    },
    async (_, broken) => {
      expect(await lawsBrokenBy(broken.mount)).toEqual(broken.caughtBy);
    },
  );

  it("each have an adapter that breaks them alone", () => {
    const alone = BROKEN.filter(({ caughtBy }) => caughtBy.length === 1);
    const caught = new Set(alone.flatMap(({ caughtBy }) => caughtBy));
    expect(adapterLaws.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
  });

  it("have numbers of their own, in order", () => {
    expect(adapterLaws.map(({ id }) => id)).toEqual(
      Array.from({ length: 30 }, (_, n) => `HTTP-${String(n + 1).padStart(2, "0")}`),
    );
  });

  it("are left out by name where the framework has not what they need", () => {
    const { held, leftOut } = adapterLawsFor(["error_flow"]);
    expect(leftOut.map(({ id }) => id)).toEqual(["HTTP-25", "HTTP-26", "HTTP-27"]);
    expect(held).toHaveLength(27);
  });
});

async function lawsBrokenBy(mount: MountAdapter): Promise<string[]> {
  const broken: string[] = [];
  for (const law of adapterLaws) {
    await law.run(mount, { deadlineMs: DEADLINE_MS }).catch(() => broken.push(law.id));
  }
  return broken;
}
