import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type StoreSubject, storeLaws } from "../src/index.ts";
import { writePageCode } from "./page-code.ts";
import { bundleRacer } from "./processes/bundle-racer.ts";
import { FAULTS } from "./processes/faults.ts";

const RACES_MS = 180_000;

const code = writePageCode("docs/writing-a-store.md");
afterAll(code.remove);
const script = await bundleRacer(code.folder);
const { subject }: { subject: () => Promise<StoreSubject<unknown>> } = await import(
  join(code.folder, "key-value-subject.ts")
);
const laws = storeLaws.filter(({ needs }) => needs.includes("processes"));

describe("the laws about processes", () => {
  it.each(Object.entries(FAULTS))("catch: %s", { timeout: RACES_MS }, async (fault, caughtBy) => {
    const broken: string[] = [];
    for (const law of laws) {
      await law.run(() => withFault(fault)).catch(() => broken.push(law.id));
    }
    expect(broken).toEqual([caughtBy]);
  });

  it("each catch a fault that no other one catches", () => {
    expect(laws.map(({ id }) => id)).toEqual(Object.values(FAULTS));
  });

  it("say what a racer complained of when it could not begin", async () => {
    const [law] = laws;
    const lost = async () => ({
      ...(await subject()),
      racer: { command: [process.execPath, "--eval", "throw new Error('no such file')"] as const },
    });
    await expect(law?.run(lost)).rejects.toThrow(
      /A racer ended before it was done: .*no such file/s,
    );
  });
});

/** The page's subject, whose other processes have a fault. */
async function withFault(fault: string): Promise<StoreSubject<unknown>> {
  const sound = await subject();
  const file = sound.racer?.command.at(-1) ?? "";
  return { ...sound, racer: { command: [process.execPath, script, file, fault] } };
}
