import { setupServer } from "msw/node";
import msw from "msw/package.json" with { type: "json" };
import Stripe from "stripe";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handlers } from "../src/faces/msw.ts";
import { createSimulator, type Simulator } from "../src/index.ts";
import { listenStrictly } from "./listen-strictly.ts";
import { CARD_ONLY, errorOf } from "./stripe-client.ts";

const server = setupServer();
let simulator: Simulator;

beforeAll(() => listenStrictly(server));
beforeEach(() => {
  simulator = createSimulator({ seed: "msw" });
  server.use(...handlers(simulator));
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

test("the msw that answers is of the major that this run is for", () => {
  expect(msw.version.split(".")[0]).toBe(process.env.CHARGEONCE_MSW ?? "3");
});

describe.each([
  ["node:http", () => Stripe.createNodeHttpClient()],
  ["fetch", () => Stripe.createFetchHttpClient()],
])("the client with %s, knowing nothing of a simulator,", (_name, httpClient) => {
  const connect = () =>
    new Stripe("sk_test_simulator", {
      httpClient: httpClient(),
      maxNetworkRetries: 0,
      telemetry: false,
    });

  test("pays", async () => {
    const stripe = connect();
    const { id } = await stripe.paymentIntents.create(CARD_ONLY);
    const paid = await stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" });
    expect(paid.status).toBe("succeeded");
    expect(simulator.ledger.succeededCharges({ paymentIntentId: id })).toHaveLength(1);
  });

  test("is declined", async () => {
    const error = await errorOf(
      connect().paymentIntents.create({
        ...CARD_ONLY,
        payment_method: "pm_card_chargeDeclined",
        confirm: true,
      }),
    );
    expect(error).toMatchObject({ type: "StripeCardError", code: "card_declined" });
    expect(error.requestId).toMatch(/^req_/);
  });

  test("loses a response", async () => {
    simulator.faults.next("lose_response", { times: 2 });
    const error = await errorOf(connect().paymentIntents.create(CARD_ONLY));
    expect(error.type).toBe("StripeConnectionError");
    expect(simulator.ledger.paymentIntents()).toHaveLength(1);
  });

  test("gets half a body", async () => {
    // Twice: the Node client takes it for a reset and repeats the request once.
    simulator.faults.next("truncate_body", { times: 2 });
    const error = await errorOf(connect().paymentIntents.create(CARD_ONLY));
    expect(error.type).toBe("StripeConnectionError");
    expect(simulator.ledger.paymentIntents()).toHaveLength(1);
  });
});
