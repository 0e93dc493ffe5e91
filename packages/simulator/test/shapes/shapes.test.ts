import { describe, expect, test } from "vitest";
import { CARD_ONLY, clientOf, errorOf, type Setup, setUp } from "../stripe-client.ts";
import { faultsOfBody, type Viewer } from "./check-body.ts";
import { paid } from "./visits.ts";
import { watchClient } from "./watch.ts";

type Body = Record<string, unknown>;

interface Sample {
  readonly kind: string;
  readonly take: (setup: Setup) => Promise<object>;
  /** Where to spoil it: the way to an object in the body. */
  readonly at?: readonly string[];
  /** A field of that object that is always sent and never null. */
  readonly field: string;
  readonly viewer?: Viewer;
}

const refund = async (setup: Setup) => {
  const { id } = await paid(setup);
  return setup.stripe.refunds.create({ payment_intent: id });
};
const declined = async (setup: Setup) => {
  const { raw } = await errorOf(paid(setup, { payment_method: "pm_card_chargeDeclined" }));
  // The client puts these two there.
  const { headers, statusCode, requestId, ...error } = raw as Body;
  return { error };
};
const event = async (setup: Setup) => {
  await paid(setup);
  return setup.stripe.events.list().then(({ data: [newest = {}] }) => newest);
};
const toAnApp = async ({ simulator, stripe }: Setup) => {
  const { id, client_secret } = await stripe.paymentIntents.create(CARD_ONLY);
  const app = clientOf(simulator, simulator.keys.publishableKey);
  return app.paymentIntents.retrieve(id, { client_secret: client_secret ?? "" });
};
const charge = async (setup: Setup) => {
  const { latest_charge } = await paid(setup);
  return setup.stripe.charges.retrieve(String(latest_charge), { expand: ["payment_intent"] });
};

const customer = ({ stripe }: Setup) => stripe.customers.create({ name: "Ada" });
const endpoint = ({ stripe }: Setup) =>
  stripe.webhookEndpoints.create({ url: "https://shop.example/hook", enabled_events: ["*"] });

const SAMPLES: readonly Sample[] = [
  { kind: "a PaymentIntent", take: paid, field: "amount" },
  {
    kind: "a next action",
    take: (setup) => paid(setup, { payment_method: "pm_card_threeDSecure2Required" }),
    at: ["next_action"],
    field: "type",
  },
  { kind: "a PaymentIntent for an app", take: toAnApp, field: "id", viewer: "publishable" },
  {
    kind: "a PaymentMethod",
    take: async ({ stripe }) =>
      stripe.paymentMethods.create({
        type: "card",
        card: { number: "4242424242424242", exp_month: 12, exp_year: 2030 },
      }),
    field: "billing_details",
  },
  { kind: "a charge", take: charge, field: "captured" },
  {
    kind: "a card of a charge",
    take: charge,
    at: ["payment_method_details", "card"],
    field: "exp_year",
  },
  { kind: "an expanded object", take: charge, at: ["payment_intent"], field: "metadata" },
  { kind: "a refund", take: refund, field: "currency" },
  { kind: "a customer", take: customer, field: "metadata" },
  {
    kind: "a deleted customer",
    take: async (setup) => setup.stripe.customers.del((await customer(setup)).id),
    field: "id",
  },
  {
    kind: "a SetupIntent",
    take: ({ stripe }) => stripe.setupIntents.create({ usage: "off_session" }),
    field: "payment_method_types",
  },
  {
    kind: "a dispute",
    take: async (setup) => setup.simulator.dispute((await paid(setup)).id),
    field: "evidence",
  },
  {
    kind: "an early fraud warning",
    take: async (setup) => {
      await paid(setup, { payment_method: "pm_card_createIssuerFraudRecord" });
      return setup.stripe.radar.earlyFraudWarnings.list().then(({ data: [first = {}] }) => first);
    },
    field: "actionable",
  },
  { kind: "a webhook endpoint", take: endpoint, field: "enabled_events" },
  {
    kind: "a deleted webhook endpoint",
    take: async (setup) => setup.stripe.webhookEndpoints.del((await endpoint(setup)).id),
    field: "id",
  },
  {
    kind: "a search result",
    take: ({ stripe }) => stripe.paymentIntents.search({ query: "status:'succeeded'" }),
    field: "has_more",
  },
  { kind: "an event", take: event, field: "pending_webhooks" },
  { kind: "the object of an event", take: event, at: ["data", "object"], field: "status" },
  { kind: "a list", take: ({ stripe }) => stripe.paymentIntents.list(), field: "has_more" },
  {
    kind: "an item of a list",
    take: async (setup) => {
      await paid(setup);
      return setup.stripe.paymentIntents.list();
    },
    at: ["data", "0"],
    field: "livemode",
  },
  { kind: "an error", take: declined, at: ["error"], field: "message" },
  {
    kind: "the PaymentIntent of an error",
    take: declined,
    at: ["error", "payment_intent"],
    field: "created",
  },
];

describe.each(SAMPLES)("$kind", ({ take, at = [], field, viewer = "secret" }) => {
  /** The faults of a fresh body after `change` was made to one object in it. */
  async function faultsAfter(change: (spoilt: Body) => void): Promise<string[]> {
    const body: Body = JSON.parse(JSON.stringify(await take(setUp())));
    const spoilt = at.reduce((object, key) => object[key] as Body, body); // The sample says that it is one.
    change(spoilt);
    return faultsOfBody(body, viewer);
  }

  test("as the simulator sends it has no fault", async () => {
    expect(await faultsAfter(() => undefined)).toEqual([]);
  });

  test("without a field is noticed", async () => {
    const faults = await faultsAfter((spoilt) => delete spoilt[field]);
    expect(faults.join()).toContain(`must have required property '${field}'`);
  });

  test("with a field of its own invention is noticed", async () => {
    const faults = await faultsAfter((spoilt) => Object.assign(spoilt, { invented: 1 }));
    expect(faults.join()).toContain("must NOT have additional properties (invented)");
  });

  test("with null where there is always a value is noticed", async () => {
    const faults = await faultsAfter((spoilt) => Object.assign(spoilt, { [field]: null }));
    expect(faults.join()).toContain(`/${[...at, field].slice(-1)} must be`);
  });
});

test("an enum that Stripe calls open may have values that the types do not know", async () => {
  const seen = { ...(await paid(setUp())), status: "thinking_about_it" };
  expect(faultsOfBody(seen, "secret")).toEqual([]);
});

test("a kind of object and a type of event that have no known shape are noticed", () => {
  expect(faultsOfBody({ object: "unicorn" }, "secret")).toEqual([
    "no shape is known for 'unicorn': name its type under `objects` in shape-roots.ts",
  ]);
  expect(faultsOfBody({ object: "event", type: "unicorn.born" }, "secret")).toEqual([
    "no shape is known for 'unicorn.born': name its type under `events` in shape-roots.ts",
  ]);
});

describe("a body that differs fails the test that receives it", () => {
  const respond = (body: object) => ({
    getClientName: () => "canned",
    makeRequest: async () => ({
      getStatusCode: () => 200,
      getHeaders: () => ({}),
      getRawResponse: () => body,
      toStream: () => null,
      toJSON: async () => body,
    }),
  });

  test.fails("at the client", async () => {
    const client = watchClient(respond({ object: "payment_intent", id: "pi_1" }));
    const answer = await client.makeRequest("", "", "/v1/x", "GET", {}, "", "https", 0);
    await answer.toJSON();
  });

  test.fails("in the engine, whoever asks", async () => {
    const { simulator } = setUp();
    const { id } = await paid(setUp());
    simulator.engine.world.paymentIntents.set(id, {
      account: "acct_1SimulatorAccount",
      // What the test is about: an object with nearly nothing in it.
      object: { id, object: "payment_intent" } as never,
      challenge: null,
      authenticatedMethod: null,
    });
    simulator.engine.handle({
      method: "GET",
      path: `/v1/payment_intents/${id}`,
      query: "",
      headers: { authorization: `Bearer ${simulator.keys.secretKey}` },
      body: "",
    });
  });

  test.fails("at a webhook endpoint", async () => {
    const { simulator, stripe } = setUp({
      webhookEndpoints: [{ url: "https://shop.example/hook" }],
      fetch: async () => new Response("ok"),
    });
    await stripe.paymentIntents.create(CARD_ONLY);
    const [created] = simulator.engine.world.events.values();
    Object.assign(created ?? {}, { livemode: null });
    await simulator.webhooks.deliverAll();
  });
});
