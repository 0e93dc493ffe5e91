import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Refuses the optional peer, as a server that has not installed it does. */
const REFUSING = `
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith("@opentelemetry/")) throw new Error("not installed: " + specifier);
      return next(specifier, context);
    },
  });
`;

function importWithoutPeer(door: string) {
  return spawnSync(
    process.execPath,
    [
      "--conditions=chargeonce-source",
      `--import=data:text/javascript,${encodeURIComponent(REFUSING)}`,
      "--input-type=module",
      "--eval",
      `console.log(Object.keys(await import("${door}")).includes("createPayments"))`,
    ],
    { cwd: join(import.meta.dirname, "../.."), encoding: "utf8" },
  );
}

test("the main door opens without @opentelemetry/api", () => {
  const run = importWithoutPeer("@chargeonce/core");
  expect([run.stdout, run.stderr, run.status]).toEqual(["true\n", "", 0]);
});

test("the door to OpenTelemetry alone needs @opentelemetry/api", () => {
  const run = importWithoutPeer("@chargeonce/core/opentelemetry");
  expect(run.stderr).toContain("not installed: @opentelemetry/api");
  expect(run.status).toBe(1);
});
