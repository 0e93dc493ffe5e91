import { describe, expect, test } from "vitest";
import { CARD_ONLY, type Setup, setUp } from "./stripe-client.ts";

async function challenge({ stripe }: Setup, params: object = {}) {
  const created = await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_threeDSecure2Required",
    confirm: true,
    ...params,
  });
  const action = created.next_action;
  const url = action?.redirect_to_url?.url ?? String(action?.use_stripe_sdk?.stripe_js);
  return { id: created.id, clientSecret: created.client_secret ?? "", url };
}

const press = ({ simulator }: Setup, url: string, outcome: string) =>
  simulator.fetch(url, {
    method: "POST",
    body: new URLSearchParams({ outcome }),
    redirect: "manual",
  });

test("the page shows the amount and two buttons, and looking at it changes nothing", async () => {
  const setup = setUp();
  const { id, url } = await challenge(setup);
  const response = await setup.simulator.fetch(url);
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(html).toContain("<h1>Simulated 3-D Secure</h1>");
  expect(html).toContain("$10.99 USD");
  expect(html).toContain(
    '<button name="outcome" value="complete">Complete authentication</button>',
  );
  expect(html).toContain(">Fail authentication</button>");
  expect((await setup.stripe.paymentIntents.retrieve(id)).status).toBe("requires_action");
});

test.each([
  ["complete", "succeeded", "Authentication completed."],
  ["fail", "requires_payment_method", "Authentication failed."],
])("the button %s ends in %s and tells the embedding page", async (outcome, status, sentence) => {
  const setup = setUp();
  const { id, url } = await challenge(setup);
  const response = await press(setup, url, outcome);
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(html).toContain(sentence);
  expect(html).toContain(JSON.stringify({ paymentIntent: id, outcome }));
  expect(html).toContain("chargeonce-simulator:3ds");
  expect((await setup.stripe.paymentIntents.retrieve(id)).status).toBe(status);
});

describe("with a return_url", () => {
  test("the customer is sent back with the PaymentIntent's id and secret", async () => {
    const setup = setUp();
    const { id, clientSecret, url } = await challenge(setup, {
      return_url: "https://shop.example/done?order=1",
    });
    const response = await press(setup, url, "complete");
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(
      `https://shop.example/done?order=1&payment_intent=${id}&payment_intent_client_secret=${clientSecret}&source_type=card`,
    );
  });

  test("an app is called by its own scheme", async () => {
    const setup = setUp();
    const { url } = await challenge(setup, { return_url: "shop://stripe-redirect" });
    const response = await press(setup, url, "fail");
    expect(response.headers.get("location")).toMatch(
      /^shop:\/\/stripe-redirect\?payment_intent=pi_/,
    );
  });
});

test.each([
  ["complete", 1],
  ["fail", 0],
])("after %s the page is gone, and nothing happens twice", async (outcome, charges) => {
  const setup = setUp();
  const { id, url } = await challenge(setup);
  await press(setup, url, outcome);
  const again = await press(setup, url, "complete");
  expect(again.status).toBe(410);
  expect(setup.simulator.ledger.charges({ paymentIntentId: id })).toHaveLength(charges);
});

test("the page of an attempt that was started over is gone", async () => {
  const setup = setUp();
  const { id, url } = await challenge(setup);
  await setup.stripe.paymentIntents.confirm(id);
  expect((await press(setup, url, "complete")).status).toBe(410);
  expect((await setup.stripe.paymentIntents.retrieve(id)).status).toBe("requires_action");
});

test("an invented page, another method and another answer are refused", async () => {
  const setup = setUp();
  const { id, url } = await challenge(setup);
  expect((await setup.simulator.fetch("https://simulator.invalid/3ds/src_x")).status).toBe(404);
  expect((await setup.simulator.fetch(url, { method: "DELETE" })).status).toBe(405);
  expect((await press(setup, url, "maybe")).status).toBe(400);
  expect((await setup.stripe.paymentIntents.retrieve(id)).status).toBe("requires_action");
});
