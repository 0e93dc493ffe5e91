import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { listEventTypes } from "../../src/engine/webhook-endpoints/event-types.ts";
import { CARD_ONLY, clientOf, errorOf, setUp } from "../stripe-client.ts";
import { createReceiver } from "../webhook-receiver.ts";

const URL_A = "https://shop.example/webhook";

function setUpReceiver(statuses: number[] = []) {
  const receiver = createReceiver(statuses);
  return { ...setUp({ fetch: receiver.fetch }), receiver };
}

describe("an endpoint made through the API", () => {
  test("has all fields, and its secret in this one answer", async () => {
    const { stripe } = setUp();
    const { secret, ...created } = await stripe.webhookEndpoints.create({
      url: "http://127.0.0.1:4242/webhook",
      enabled_events: ["charge.succeeded", "payment_intent.succeeded"],
      description: "orders",
      metadata: { team: "shop" },
    });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9]{32}$/);
    expect(created).toEqual({
      id: expect.stringMatching(/^we_1[A-Za-z0-9]{23}$/),
      object: "webhook_endpoint",
      api_version: null,
      application: null,
      created: 1_795_435_200,
      description: "orders",
      enabled_events: ["charge.succeeded", "payment_intent.succeeded"],
      livemode: false,
      metadata: { team: "shop" },
      status: "enabled",
      url: "http://127.0.0.1:4242/webhook",
    });
    expect(await stripe.webhookEndpoints.retrieve(created.id)).toEqual(created);
    expect((await stripe.webhookEndpoints.list()).data).toEqual([created]);
  });

  test("gets what it asked for, signed with its secret", async () => {
    const { clock, simulator, stripe, receiver } = setUpReceiver();
    const { secret = "" } = await stripe.webhookEndpoints.create({
      url: URL_A,
      enabled_events: ["charge.succeeded"],
    });
    await stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_visa",
      confirm: true,
    });
    expect(await simulator.webhooks.deliverDue()).toBe(1);
    const [{ body, signature } = { body: "", signature: "" }] = receiver.received;
    const event = stripe.webhooks.constructEvent(body, signature, secret, 300, undefined, clock.ms);
    expect(event.type).toBe("charge.succeeded");
  });

  test("can be changed, and shows no secret then", async () => {
    const { simulator, stripe, receiver } = setUpReceiver();
    const { id } = await stripe.webhookEndpoints.create({ url: URL_A, enabled_events: ["*"] });
    const changed = await stripe.webhookEndpoints.update(id, {
      url: "https://shop.example/moved",
      enabled_events: ["payment_intent.created"],
      description: "moved",
      metadata: { a: "1" },
    });
    expect(changed).toMatchObject({
      url: "https://shop.example/moved",
      enabled_events: ["payment_intent.created"],
      description: "moved",
      metadata: { a: "1" },
      status: "enabled",
    });
    expect(changed).not.toHaveProperty("secret");
    await stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_visa",
      confirm: true,
    });
    await simulator.webhooks.deliverDue();
    expect(receiver.received.map(({ url }) => url)).toEqual(["https://shop.example/moved"]);
  });

  test("deleted, it is gone", async () => {
    const { stripe } = setUp();
    const { id } = await stripe.webhookEndpoints.create({ url: URL_A, enabled_events: ["*"] });
    expect(await stripe.webhookEndpoints.del(id)).toEqual({
      id,
      object: "webhook_endpoint",
      deleted: true,
    });
    expect(await errorOf(stripe.webhookEndpoints.retrieve(id))).toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      message: `No such webhook endpoint: '${id}'`,
    });
    expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
  });

  test("belongs to its account: no other sees it", async () => {
    const { simulator } = setUp({
      accounts: [
        { id: "acct_A", secretKey: "sk_test_a", publishableKey: "pk_test_a" },
        { id: "acct_B", secretKey: "sk_test_b", publishableKey: "pk_test_b" },
      ],
    });
    const [a, b] = [clientOf(simulator, "sk_test_a"), clientOf(simulator, "sk_test_b")];
    const { id } = await a.webhookEndpoints.create({ url: URL_A, enabled_events: ["*"] });
    expect((await errorOf(b.webhookEndpoints.retrieve(id))).statusCode).toBe(404);
    expect((await b.webhookEndpoints.list()).data).toEqual([]);
  });
});

test("endpoints of the options are in the list, newest first, and the API can change them", async () => {
  const { simulator, stripe } = setUp({
    webhookEndpoints: [{ url: URL_A, enabledEvents: ["charge.*"] }, { url: "http://b.example/" }],
  });
  const { data } = await stripe.webhookEndpoints.list();
  expect(data).toMatchObject([
    { url: "http://b.example/", enabled_events: ["*"] },
    { url: URL_A, enabled_events: ["charge.*"] },
  ]);
  expect(data[0]).not.toHaveProperty("secret");
  await stripe.webhookEndpoints.update(data[1]?.id ?? "", { disabled: true });
  expect(simulator.webhooks.endpoints).toMatchObject([
    { url: URL_A, status: "disabled", secret: simulator.webhooks.secret, connect: false },
    { url: "http://b.example/", status: "enabled" },
  ]);
});

test("sixteen endpoints are the most that an account may have", async () => {
  const { stripe } = setUp();
  const create = () => stripe.webhookEndpoints.create({ url: URL_A, enabled_events: ["*"] });
  for (let count = 1; count <= 16; count += 1) await create();
  expect(await errorOf(create())).toMatchObject({
    statusCode: 400,
    message: "You have reached the maximum of 16 test webhook endpoints.",
  });
  const { data, has_more } = await stripe.webhookEndpoints.list();
  expect([data.length, has_more]).toEqual([10, true]);
  await stripe.webhookEndpoints.del(data[0]?.id ?? "");
  expect((await create()).object).toBe("webhook_endpoint");
});

describe("what Stripe refuses", () => {
  const asked = (params: Record<string, unknown>) => {
    // Deliberately not what the types allow: this is about what happens then.
    const wrong = { url: URL_A, enabled_events: ["*"], ...params } as never;
    return errorOf(setUp().stripe.webhookEndpoints.create(wrong));
  };

  test.each([
    [{ url: undefined }, "parameter_missing", "url"],
    [{ enabled_events: undefined }, "parameter_missing", "enabled_events"],
    [{ url: "shop.example/webhook" }, "url_invalid", "url"],
    [{ url: "ftp://shop.example/webhook" }, "url_invalid", "url"],
    [{ disabled: true }, "parameter_unknown", "disabled"],
  ])("%o", async (params, code, param) => {
    expect(await asked(params)).toMatchObject({ statusCode: 400, code, param });
  });

  test("types of events that do not exist, and patterns", async () => {
    for (const name of ["payment_intent.paid", "charge.*", "charge", "constructor.name"]) {
      const error = await asked({ enabled_events: ["charge.failed", name] });
      expect(error.param).toBe("enabled_events[1]");
      expect(error.message).toMatch(/^Invalid enabled_events\[1\]: must be one of \*, account\./);
    }
    expect((await asked({ enabled_events: [] })).param).toBe("enabled_events");
  });

  test("versions: an unknown one as Stripe does, another one because there is one here", async () => {
    expect((await asked({ api_version: "yesterday" })).message).toBe(
      "Invalid Stripe API version: yesterday",
    );
    expect((await asked({ api_version: "2024-06-20" })).message).toContain(
      "the simulator renders events in 2026-10-28.endive only",
    );
    const { stripe } = setUp();
    const same = { url: URL_A, enabled_events: ["*" as const], api_version: Stripe.API_VERSION };
    expect(await stripe.webhookEndpoints.create(same)).toMatchObject({
      api_version: "2026-10-28.endive",
    });
  });

  test("plain HTTP in live mode", async () => {
    const { simulator } = setUp({
      accounts: [
        { id: "acct_L", secretKey: "sk_live_a", publishableKey: "pk_live_a", livemode: true },
      ],
    });
    const stripe = clientOf(simulator, "sk_live_a");
    const create = (url: string) => stripe.webhookEndpoints.create({ url, enabled_events: ["*"] });
    expect((await errorOf(create("http://shop.example/"))).code).toBe("url_invalid");
    const { id, livemode } = await create("https://shop.example/");
    expect(livemode).toBe(true);
    const moved = stripe.webhookEndpoints.update(id, { url: "http://shop.example/" });
    expect((await errorOf(moved)).code).toBe("url_invalid");
  });
});

test("the types that an endpoint can ask for are those of the installed client", () => {
  const file = new URL("resources/WebhookEndpoints.d.ts", import.meta.resolve("stripe"));
  const declared = /type EnabledEvent = ([^;]*);/.exec(readFileSync(fileURLToPath(file), "utf8"));
  const names = [...(declared?.[1] ?? "").matchAll(/'([a-z][^']*)'/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(200);
  expect(listEventTypes()).toEqual(names);
});
