import { expect, test } from "vitest";
import { CARD_ONLY, clientOf, errorOf, setUp } from "../stripe-client.ts";
import { createReceiver } from "../webhook-receiver.ts";

const PLATFORM = "https://platform.example/";
const CONNECT = "https://platform.example/connect";
const SHOP = "https://shop.example/";

function setUpAccounts() {
  const receiver = createReceiver();
  const setup = setUp({
    fetch: receiver.fetch,
    accounts: [
      { id: "acct_P", secretKey: "sk_test_p", publishableKey: "pk_test_p" },
      { id: "acct_S", secretKey: "sk_test_s", publishableKey: "pk_test_s" },
      { id: "acct_L", secretKey: "sk_live_l", publishableKey: "pk_live_l", livemode: true },
    ],
    webhookEndpoints: [{ url: PLATFORM }, { url: SHOP, account: "acct_S" }],
  });
  return { ...setup, receiver, platform: clientOf(setup.simulator, "sk_test_p") };
}

test("an endpoint gets its own account's events, a connect one those of the others", async () => {
  const { simulator, platform, receiver } = setUpAccounts();
  await platform.webhookEndpoints.create({ url: CONNECT, enabled_events: ["*"], connect: true });
  await platform.paymentIntents.create(CARD_ONLY);
  await platform.paymentIntents.create(CARD_ONLY, { stripeAccount: "acct_S" });
  await clientOf(simulator, "sk_live_l").paymentIntents.create(CARD_ONLY);
  await simulator.webhooks.deliverDue();
  expect(receiver.received.map(({ url, event }) => [url, event.account])).toEqual([
    [PLATFORM, undefined],
    [SHOP, undefined],
    [CONNECT, "acct_S"],
  ]);
  const [, , connected] = receiver.received;
  expect(connected?.event.pending_webhooks).toBe(1);
  expect(simulator.webhooks.deliveries[2]?.attempts[0]?.request.body).toBe(connected?.body);
});

test("events are listed and read by their own account only, or for it through Stripe-Account", async () => {
  const { simulator, platform } = setUpAccounts();
  const shop = clientOf(simulator, "sk_test_s");
  await shop.paymentIntents.create(CARD_ONLY);
  const [event] = (await shop.events.list()).data;
  const id = event?.id ?? "";
  expect((await platform.events.list()).data).toEqual([]);
  expect(await errorOf(platform.events.retrieve(id))).toMatchObject({
    statusCode: 404,
    code: "resource_missing",
  });
  expect(await errorOf(platform.events.list({ starting_after: id }))).toMatchObject({
    code: "resource_missing",
  });
  expect((await platform.events.list({}, { stripeAccount: "acct_S" })).data).toHaveLength(1);
  expect((await platform.events.retrieve(id, {}, { stripeAccount: "acct_S" })).id).toBe(id);
});

test("a key of one mode does not reach an account of the other", async () => {
  const { platform } = setUpAccounts();
  const call = platform.paymentIntents.create(CARD_ONLY, { stripeAccount: "acct_L" });
  expect(await errorOf(call)).toMatchObject({ statusCode: 403, code: "account_invalid" });
});

test("each account may have its own sixteen endpoints", async () => {
  const { simulator, platform } = setUpAccounts();
  const shop = clientOf(simulator, "sk_test_s");
  const fresh = { url: SHOP, enabled_events: ["*" as const] };
  for (let count = 2; count <= 16; count += 1) await platform.webhookEndpoints.create(fresh);
  expect((await errorOf(platform.webhookEndpoints.create(fresh))).statusCode).toBe(400);
  expect((await shop.webhookEndpoints.create(fresh)).object).toBe("webhook_endpoint");
});

test("an option that names no account, or no URL for HTTP, is a mistake of the caller", () => {
  const create = (endpoint: { url: string; account?: string }) => () =>
    setUp({ webhookEndpoints: [endpoint] });
  expect(create({ url: PLATFORM, account: "acct_X" })).toThrow("no account 'acct_X'");
  expect(create({ url: "shop.example" })).toThrow("needs a URL for HTTP");
  expect(create({ url: "file:///tmp/x" })).toThrow(TypeError);
  expect(() => setUp({ webhookEndpoints: Array(17).fill({ url: PLATFORM }) })).toThrow(
    "maximum of 16",
  );
});
