import { createOperator, createPayments, memoryStore } from "@chargeonce/core";
import { createSimulator } from "@chargeonce/simulator";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { stripeOf } from "../kit/shop.ts";

const INSTALLATION =
  "createPayments option installation must be a text of 1 to 100 characters on one line, without space around it.";
const RETURN_URL = "createPayments option returnUrl must be a URL.";
const GOOD = {
  stripe: stripeOf(createSimulator({ seed: 1 })),
  store: memoryStore(),
  webhookSecrets: ["whsec_1"],
  loadOrder: async () => null,
  onPayment: { succeeded: async () => undefined },
};
const heard = async () => undefined;

/** What start-up says of settings that came from an environment, which nothing has checked. */
function startUp(settings: object): string {
  try {
    createPayments({ ...GOOD, ...settings });
  } catch (error) {
    return error instanceof Error ? error.message : "thrown, but no Error";
  }
  return "started";
}

describe("nonsense is refused at start, in one sentence that says what to do", () => {
  test.each<[string, object, string]>([
    [
      "an endpoint's id for a secret",
      { webhookSecrets: ["we_1"] },
      "createPayments option webhookSecrets holds an endpoint's id (we_…), which is no secret: pass the endpoint's signing secret (whsec_…) from Stripe's Dashboard.",
    ],
    [
      "a secret that was not set",
      { webhookSecrets: [undefined] },
      "createPayments option webhookSecrets holds an empty secret, with which anybody could sign: check that the environment variable is set.",
    ],
    [
      "two secrets in one text",
      { webhookSecrets: ["whsec_1,whsec_2"] },
      "createPayments option webhookSecrets holds several secrets in one text: give each as an entry of its own, as in [first, second].",
    ],
    [
      "a number for a secret",
      { webhookSecrets: [7] },
      "createPayments option webhookSecrets holds what is no text: give each secret as it stands in Stripe's Dashboard.",
    ],
    [
      "a store without all its parts",
      { store: { payments: memoryStore().payments } },
      "createPayments option store must be a store, for example memoryStore() or sqliteStore({ file }).",
    ],
    [
      "a key with a line's end, as a file gives it",
      { stripe: new Stripe("sk_test_1\n") },
      "The Stripe object's key has a space or a line's end around it: trim it where it is set.",
    ],
    [
      "a publishable key",
      { stripe: new Stripe("pk_test_1") },
      "The Stripe object has a publishable key, with which nothing can be charged: give it the secret key (sk_…) or a restricted one (rk_…).",
    ],
    [
      "a webhook secret for a key",
      { stripe: new Stripe("whsec_1"), livemode: false },
      "The Stripe object has a webhook secret for its key: give it the secret key (sk_…) or a restricted one (rk_…).",
    ],
    [
      "a key in quotes",
      { stripe: new Stripe('"sk_test_1"') },
      "The Stripe object's key has quotes around it: remove them where it is set.",
    ],
    [
      "a key that was not set",
      { stripe: new Stripe("undefined") },
      "The Stripe object has no key: check that the environment variable is set.",
    ],
    [
      "a key that a word processor has seen",
      { stripe: new Stripe("sk_test_1…") },
      "The Stripe object's key has signs that no key has: copy it anew from Stripe's Dashboard.",
    ],
    [
      "a handler of events that Stripe does not make",
      { onEvent: { charge_refunded: heard } },
      "createPayments option onEvent.charge_refunded is no type of Stripe's events, such as charge.refunded; check its name.",
    ],
    [
      "a handler of thin events",
      { onEvent: { "v1.charge.succeeded": heard } },
      "createPayments option onEvent.v1.charge.succeeded is no type of Stripe's events, such as charge.refunded; check its name.",
    ],
    [
      "a handler of everything",
      { onEvent: { "*": heard } },
      "createPayments option onEvent.* is no type of Stripe's events, such as charge.refunded; check its name.",
    ],
    ["a host without a scheme", { returnUrl: "shop.example/paid" }, RETURN_URL],
    ["a path", { returnUrl: "/paid" }, RETURN_URL],
    ["a URL with a line's end", { returnUrl: "https://shop.example/paid\n" }, RETURN_URL],
    ["a script", { returnUrl: "javascript:alert(1)" }, RETURN_URL],
    ["a name with a line's end", { installation: "staging\n" }, INSTALLATION],
    ["a name of nothing", { installation: " " }, INSTALLATION],
  ])("%s", (_, settings, sentence) => {
    expect(startUp(settings)).toBe(sentence);
  });

  test("also in an operator's process, whose key is read from an environment too", () => {
    const start = () => createOperator({ ...GOOD, stripe: new Stripe("pk_test_1") });
    expect(start).toThrow(/^The Stripe object has a publishable key/);
  });
});

describe("what looks odd and is right is taken", () => {
  test.each<[string, object]>([
    ["a name of one character", { installation: "a" }],
    ["a restricted key", { stripe: new Stripe("rk_test_1") }],
    [
      "a key of another shape, and livemode",
      { stripe: new Stripe("proxy-key-1"), livemode: false },
    ],
    ["a page to lead back to", { returnUrl: "https://shop.example/paid?from=3ds" }],
    ["an app to lead back to", { returnUrl: "shop://stripe-redirect" }],
    ["events of three words", { onEvent: { "charge.dispute.closed": heard } }],
    ["a handler that is left out", { onEvent: { "charge.refunded": undefined } }],
  ])("%s", (_, settings) => {
    expect(startUp(settings)).toBe("started");
  });
});
