import { expect, test } from "vitest";
import { CARD_ONLY, type Setup, setUp } from "./stripe-client.ts";

async function challenge({ stripe }: Setup, params: object = {}) {
  const { automatic_payment_methods } = CARD_ONLY;
  const { id, client_secret, next_action } = await stripe.setupIntents.create({
    automatic_payment_methods,
    payment_method: "pm_card_threeDSecure2Required",
    confirm: true,
    ...params,
  });
  const url = next_action?.redirect_to_url?.url ?? String(next_action?.use_stripe_sdk?.stripe_js);
  return { id, clientSecret: client_secret, url };
}

const press = ({ simulator }: Setup, url: string, outcome: string) =>
  simulator.fetch(url, {
    method: "POST",
    body: new URLSearchParams({ outcome }),
    redirect: "manual",
  });

test("the page says that it is about saving a card, and shows no amount", async () => {
  const setup = setUp();
  const { url } = await challenge(setup);
  const html = await (await setup.simulator.fetch(url)).text();
  expect(html).toContain("Your bank wants to know that it is you who saves this card");
  expect(html).toContain("Nothing is charged now.");
  expect(html).not.toContain('class="amount"');
});

test.each([
  ["complete", "succeeded", "Authentication completed."],
  ["fail", "requires_payment_method", "Authentication failed."],
])("the button %s ends in %s, tells the embedding page, and is gone", async (...row) => {
  const [outcome, status, sentence] = row;
  const setup = setUp();
  const { id, url } = await challenge(setup);
  const html = await (await press(setup, url, outcome)).text();
  expect(html).toContain(sentence);
  expect(html).toContain(JSON.stringify({ setupIntent: id, outcome }));
  expect((await setup.stripe.setupIntents.retrieve(id)).status).toBe(status);
  expect((await press(setup, url, outcome)).status).toBe(410);
});

test("with a return_url the customer is sent back with the SetupIntent's id and secret", async () => {
  const setup = setUp();
  const { id, clientSecret, url } = await challenge(setup, {
    return_url: "https://shop.example/done?step=1",
  });
  const response = await press(setup, url, "complete");
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe(
    `https://shop.example/done?step=1&setup_intent=${id}&setup_intent_client_secret=${clientSecret}&source_type=card`,
  );
});

test.each(["update", "cancel"])("after %s the page is gone", async (verb) => {
  const setup = setUp();
  const { id, url } = await challenge(setup);
  const { setupIntents } = setup.stripe;
  await (verb === "cancel"
    ? setupIntents.cancel(id)
    : setupIntents.update(id, { payment_method: "pm_card_visa" }));
  expect((await setup.simulator.fetch(url)).status).toBe(410);
});
