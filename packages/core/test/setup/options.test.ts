import { createPayments, memoryStore } from "@chargeonce/core";
import { createSimulator } from "@chargeonce/simulator";
import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { stripeOf } from "../kit/shop.ts";

const stripe = stripeOf(createSimulator({ seed: 1 }));
const DEADLINE = "stripeDeadlineMs must be a whole number of milliseconds from 1000 to 120000.";
const HANDLER_TIME = "handlerTimeoutMs must be a whole number of milliseconds from 100 to 60000.";
const BOUNDS = { currencies: ["usd"], min: 100, max: 2000 };
const quiet = () => undefined;
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const GOOD = {
  stripe,
  store: memoryStore(),
  webhookSecrets: ["whsec_1"],
  loadOrder: async () => null,
  onPayment: { succeeded: () => undefined },
};

/** What start-up says of the options of a program without types. */
function startUp(options: unknown): string {
  try {
    // The cast stands for JavaScript, which nothing checks before createPayments does.
    createPayments(options as typeof GOOD);
  } catch (error) {
    return error instanceof Error ? error.message : "thrown, but no Error";
  }
  return "started";
}

/** GOOD without one option, or with another one. */
const without = (name: keyof typeof GOOD) => ({ ...GOOD, [name]: undefined });

describe("createPayments starts", () => {
  it.each([
    ["with loadOrder alone", GOOD],
    ["with bounds alone", { ...without("loadOrder"), allowClientAmount: BOUNDS }],
    ["with both", { ...GOOD, allowClientAmount: BOUNDS }],
    ["with secrets that are asked for", { ...GOOD, webhookSecrets: async () => ["whsec_1"] }],
    [
      "with redirects and where they lead back",
      { ...GOOD, allowRedirects: "always", returnUrl: "shop://back" },
    ],
    ["with options that are undefined", { ...GOOD, logger: undefined, livemode: undefined }],
    ["with handlers that other processes have", { ...GOOD, onPayment: "elsewhere" }],
    ["without onPayment, in JavaScript", { ...without("onPayment"), logger: SILENT }],
    [
      "with a Stripe object that tells no mode, and livemode",
      { ...GOOD, stripe: keyless(), livemode: false },
    ],
  ])("%s", (_, options) => {
    expect(startUp(options)).toBe("started");
  });
});

describe("createPayments refuses, in one sentence that names the option", () => {
  it.each([
    [
      "neither loadOrder nor bounds",
      without("loadOrder"),
      "createPayments needs loadOrder, or allowClientAmount with its bounds: else nobody says what to charge.",
    ],
    [
      "no Stripe object",
      without("stripe"),
      "createPayments option stripe must be a Stripe object: new Stripe(process.env.STRIPE_SECRET_KEY).",
    ],
    [
      "a key instead of a Stripe object",
      { ...GOOD, stripe: "sk_test_1" },
      "createPayments option stripe must be a Stripe object: new Stripe(process.env.STRIPE_SECRET_KEY).",
    ],
    [
      "no store",
      without("store"),
      "createPayments option store must be a store, for example memoryStore() or sqliteStore({ file }).",
    ],
    [
      "no secrets",
      without("webhookSecrets"),
      "createPayments option webhookSecrets must be a list of secrets (whsec_…), or an async function that gives one.",
    ],
    [
      "one secret that is no list",
      { ...GOOD, webhookSecrets: "whsec_1" },
      "createPayments option webhookSecrets must be a list of secrets (whsec_…), or an async function that gives one.",
    ],
    [
      "a list of no secrets",
      { ...GOOD, webhookSecrets: [] },
      "createPayments option webhookSecrets is empty: pass the endpoint's signing secret (whsec_…) from Stripe's Dashboard.",
    ],
    [
      "an empty secret",
      { ...GOOD, webhookSecrets: ["whsec_1", ""] },
      "createPayments option webhookSecrets holds an empty secret, with which anybody could sign: check that the environment variable is set.",
    ],
    [
      "a misspelt option",
      { ...GOOD, amountunit: "major" },
      "createPayments does not know the option amountunit; check its name.",
    ],
    [
      "a misspelt handler",
      { ...GOOD, onPayment: { suceeded: async () => undefined } },
      "createPayments does not know the option onPayment.suceeded; check its name.",
    ],
    [
      "a handler that is none",
      { ...GOOD, onPayment: { succeeded: true } },
      "createPayments option onPayment.succeeded must be a function.",
    ],
    [
      "a handler of events that is none",
      { ...GOOD, onEvent: { "charge.refunded": true } },
      "createPayments option onEvent.charge.refunded must be a function.",
    ],
    [
      "a loadOrder that is no function",
      { ...GOOD, loadOrder: {} },
      "createPayments option loadOrder must be a function.",
    ],
    [
      "a unit that does not exist",
      { ...GOOD, amountUnit: "cents" },
      'createPayments option amountUnit must be "minor" or "major".',
    ],
    [
      "a confirmation method that does not exist",
      { ...GOOD, confirmationMethod: "server" },
      'createPayments option confirmationMethod must be "automatic" or "manual".',
    ],
    [
      "a capture method that does not exist",
      { ...GOOD, captureMethod: "later" },
      'createPayments option captureMethod must be "automatic" or "manual".',
    ],
    [
      "a webhook mode that does not exist",
      { ...GOOD, webhookMode: "queued" },
      'createPayments option webhookMode must be "inline" or "deferred".',
    ],
    [
      "redirects without a way back",
      { ...GOOD, allowRedirects: "always" },
      'createPayments needs returnUrl when allowRedirects is "always": Stripe refuses to confirm without it.',
    ],
    [
      "bounds without a currency",
      { ...GOOD, allowClientAmount: { ...BOUNDS, currencies: [] } },
      "createPayments option allowClientAmount.currencies must name at least one currency.",
    ],
    [
      "bounds in a currency that Stripe does not charge in",
      { ...GOOD, allowClientAmount: { ...BOUNDS, currencies: ["usd", "xau"] } },
      "createPayments option allowClientAmount names xau, which Stripe does not charge in.",
    ],
    [
      "bounds upside down",
      { ...GOOD, allowClientAmount: { ...BOUNDS, min: 3000 } },
      "createPayments option allowClientAmount has a min above its max.",
    ],
    [
      "a bound that can never be charged",
      { ...GOOD, allowClientAmount: { ...BOUNDS, max: 100_000_000 } },
      "createPayments option allowClientAmount.max is not chargeable: The amount is above the maximum of 99999999 in USD's smallest unit: charge less, or in parts.",
    ],
    [
      "a Stripe object that does not tell its mode",
      { ...GOOD, stripe: keyless() },
      "The Stripe object does not tell whether its key is a live one; set livemode.",
    ],
    [
      "handlers of which none hears that an order is paid",
      { ...GOOD, onPayment: {} },
      'createPayments option onPayment.succeeded is missing, so nobody would hear that an order is paid: give it a function, or say onPayment: "elsewhere" if other processes on this store have the handlers.',
    ],
    [
      "handlers that are said to be somewhere else, misspelt",
      { ...GOOD, onPayment: "elswhere" },
      'createPayments option onPayment must be an object with functions, or "elsewhere" where other processes have them.',
    ],
  ])("%s", (_, options, sentence) => {
    expect(startUp(options)).toBe(sentence);
  });

  it.each([
    ["requireIdempotencyKey", "yes", "requireIdempotencyKey must be true or false."],
    ["livemode", "test", "livemode must be true or false."],
    ["returnUrl", "", "returnUrl must be a URL."],
    ["returnUrl", 7, "returnUrl must be a URL."],
    ["stripeDeadlineMs", 999, DEADLINE],
    ["stripeDeadlineMs", 120_001, DEADLINE],
    ["stripeDeadlineMs", 1500.5, DEADLINE],
    ["stripeDeadlineMs", "20s", DEADLINE],
    ["handlerTimeoutMs", 99, HANDLER_TIME],
    ["handlerTimeoutMs", 60_001, HANDLER_TIME],
    ["handlerTimeoutMs", "10s", HANDLER_TIME],
    ["abandonAfter", { hours: 0 }, "abandonAfter.hours must be a number above 0."],
    ["abandonAfter", 24, "abandonAfter must be { hours }."],
    ["allowClientAmount", true, "allowClientAmount must be bounds: { currencies, min, max }."],
    [
      "allowClientAmount",
      { ...BOUNDS, currencies: "usd" },
      "allowClientAmount.currencies must be a list of currencies.",
    ],
    [
      "allowClientAmount",
      { ...BOUNDS, currencies: [840] },
      "allowClientAmount.currencies.0 must be a currency's code.",
    ],
    ["allowClientAmount", { ...BOUNDS, min: 0 }, "allowClientAmount.min must be above 0."],
    [
      "allowClientAmount",
      { ...BOUNDS, min: 1.5 },
      "allowClientAmount.min must be a whole number of the currency's smallest unit.",
    ],
    [
      "allowClientAmount",
      { currencies: ["usd"], min: 100 },
      "allowClientAmount.max must be a whole number of the currency's smallest unit.",
    ],
    ["onPayment", async () => undefined, "onPayment must be an object with functions."],
    ["onEvent", async () => undefined, "onEvent must be an object with functions."],
    ["logger", "console", "logger must be an object with debug, info, warn, error."],
    ["logger", { debug: true }, "logger.debug must be a function."],
    ["clock", { now: () => new Date(0) }, "clock.sleep must be a function."],
    ["ids", 1, "ids must be an object with paymentId, errorId, fraction."],
    ["idempotencyStore", {}, "idempotencyStore.claim must be a function."],
  ])("%s: %j", (name, value, sentence) => {
    expect(startUp({ ...GOOD, [name]: value })).toBe(`createPayments option ${sentence}`);
  });

  it.each([undefined, null, 7, []])("options that are %j", (options) => {
    expect(startUp(options)).toBe(
      "createPayments takes one object with the options: at least stripe, store, webhookSecrets.",
    );
  });
});

/** A Stripe object whose key nobody can read. */
function keyless(): Stripe {
  return new Stripe("", { authenticator: async () => undefined });
}
