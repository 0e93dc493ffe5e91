#!/usr/bin/env node
import { Command, InvalidArgumentError } from "commander";
import { isLoopbackAddress } from "./control/local-only.ts";
import { createSimulator } from "./create-simulator.ts";
import { HOME } from "./dashboard/visit.ts";
import type { Listening } from "./faces/http-server.ts";

interface CliOptions {
  port: number;
  host: string;
  webhook: string[];
  seed?: string;
  maxAmount: Record<string, number>;
}

const program = new Command("chargeonce-simulator")
  .description("A stateful Stripe on this machine: PaymentIntents, 3-D Secure, webhooks.")
  .option("--port <number>", "port to listen on; 0 for any free one", parsePort, 8420)
  .option("--host <address>", "address to listen on", "127.0.0.1")
  .option("--webhook <url>", "where to deliver events; may be repeated", addUrl, [])
  .option("--seed <text>", "the same seed gives the same ids; the time of start when absent")
  .option(
    "--max-amount <currency=amount>",
    "take more than the usual 99999999, as Stripe does of some accounts; may be repeated",
    addMaxAmount,
    {},
  )
  .action(start);

async function start({ port, host, webhook, seed, maxAmount }: CliOptions): Promise<void> {
  const simulator = createSimulator({
    maxAmount,
    webhookEndpoints: webhook.map((url) => ({ url })),
    ...(seed !== undefined && { seed }),
  });
  const server = await simulator.listen({ port, host }).catch((error: unknown) => {
    throw new Error(whyNotListening(error, { port, host }), { cause: error });
  });
  const lines = [
    `Simulated Stripe on ${server.url}`,
    `  secret key       ${simulator.keys.secretKey}`,
    `  publishable key  ${simulator.keys.publishableKey}`,
    `  webhook secret   ${simulator.webhooks.secret}`,
    ...webhook.map((url) => `  delivers to      ${url}`),
    `  dashboard        ${dashboardUrl(server)}`,
  ];
  console.log(lines.join("\n"));
  if (!isLoopbackAddress(server.host)) {
    console.warn(
      `Whoever reaches ${host} can call the simulated API; the dashboard and the control endpoint answer only to this machine, under 127.0.0.1 or localhost.`,
    );
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.close());
  }
}

/** An address that stands for all of the machine's is no address to open. */
function dashboardUrl({ url, host, port }: Listening): string {
  const isAny = host === "0.0.0.0" || host === "::";
  return `${isAny ? `http://127.0.0.1:${port}` : url}${HOME}`;
}

function whyNotListening(error: unknown, { port, host }: { port: number; host: string }): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EADDRINUSE") {
    return `Port ${port} is taken; name another with --port, or 0 for any free one.`;
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `This machine has no address ${host}; leave --host out to listen on 127.0.0.1.`;
  }
  return error instanceof Error ? error.message : String(error);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

function addUrl(text: string, previous: string[]): string[] {
  if (/^https?:/.test(text) && URL.canParse(text)) return [...previous, text];
  throw new InvalidArgumentError("A webhook is an http or https URL.");
}

function addMaxAmount(text: string, previous: Record<string, number>): Record<string, number> {
  const [, currency = "", amount = ""] = /^([a-z]{3})=(\d{1,15})$/i.exec(text) ?? [];
  if (currency !== "") return { ...previous, [currency.toLowerCase()]: Number(amount) };
  throw new InvalidArgumentError("Write a currency and minor units, as in huf=999999999999.");
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
