import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import {
  readAccount,
  readContext,
  readHours,
  readInstallation,
  readTableName,
} from "./arguments.ts";
import { addEvents } from "./commands/events.ts";
import { addHealth } from "./commands/health.ts";
import { addMigrate } from "./commands/migrate.ts";
import { addPayments } from "./commands/payments.ts";
import { addReconcile } from "./commands/reconcile.ts";
import { addReviews } from "./commands/reviews.ts";
import { EXIT, EXIT_HELP, type ExitCode } from "./exit-code.ts";
import { printable } from "./printable.ts";
import { createRunner, failureDocument, type Host } from "./run-command.ts";

const ENVIRONMENT_HELP = `Environment:
  DATABASE_URL       postgres://user:password@host:5432/database, or sqlite:path/to/file.db
  DATABASE_FILE      a SQLite file, in place of DATABASE_URL; default ./data/chargeonce.db
  STRIPE_SECRET_KEY  the servers' key; it says whose payments are meant, and of which mode
  STRIPE_API_BASE    another server that speaks Stripe's API, such as http://127.0.0.1:8420
  NO_COLOR           no colours`;

const HANDLERS_HELP =
  "This command calls none of your handlers: what it redrives, resolves or finds out is told by\nyour application's own worker, which must run.";

const LONGEST_LINE = 300;

/** Runs the command line. @returns The exit code. Whatever goes wrong is a sentence on stderr. */
export async function main(host: Host): Promise<ExitCode> {
  const words = host.argv.slice(2);
  const runner = createRunner(host);
  const complaints: string[] = [];
  const program = new Command("chargeonce")
    .description("Looks after the payments of a chargeonce installation.")
    .version(ownVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void complaints.push(text),
    })
    .option("--json", "one JSON document on stdout, and nothing else there")
    .option("--no-color", "no colours")
    .option("--account <id>", "connected account (acct_…) whose payments are meant", readAccount)
    .option(
      "--context <path>",
      "an organisation's account whose payments are meant (acct_… or acct_…/acct_…), as the servers have it",
      readContext,
    )
    .option(
      "--own-account <id>",
      "the key's own account (acct_…), where the servers name it by the option account",
      readAccount,
    )
    .option("--installation <name>", "as the servers have it", readInstallation)
    .option("--abandon-after-hours <hours>", "as the servers have it (default: 24)", readHours)
    .option(
      "--schema <name>",
      "Postgres schema of the tables, as the servers have it",
      readTableName,
    )
    .addOption(
      new Option(
        "--table-prefix <prefix>",
        "what the tables' names begin with, as the servers have it",
      ).argParser(readTableName),
    )
    .addHelpText(
      "after",
      `\nExample:\n  DATABASE_URL=postgres://… STRIPE_SECRET_KEY=sk_… chargeonce health\n\n${ENVIRONMENT_HELP}\n\n${EXIT_HELP}\n\n${HANDLERS_HELP}`,
    );
  addHealth(program, runner);
  addReviews(program, runner);
  addPayments(program, runner);
  addEvents(program, runner);
  addReconcile(program, runner);
  addMigrate(program, runner);

  try {
    await program.parseAsync(words, { from: "user" });
    return runner.exit();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.fine;
    const said = complaints.join("").trimEnd().split("\n").map(shortened).join("\n");
    if (words.includes("--json")) {
      const isHelp = error.code === "commander.help";
      const message = isHelp ? "Name a command; --help lists them." : shortened(error.message);
      host.stdout.write(failureDocument({ code: "usage", message, exit: EXIT.wrong }));
    }
    runner.say(said);
    return EXIT.wrong;
  }
}

/** What was typed is repeated, but not at any length. */
function shortened(line: string): string {
  const text = printable(line);
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
