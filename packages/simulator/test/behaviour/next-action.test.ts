import { expect, test } from "vitest";
import { CARD_ONLY, type Setup, setUp } from "../stripe-client.ts";

const REQUIRED = { payment_method: "pm_card_threeDSecure2Required", confirm: true } as const;
const HOSTED = /^https:\/\/hooks\.example\/3ds\/src_[A-Za-z0-9]{24}$/;

async function nextAction({ stripe }: Setup, params: object) {
  const created = await stripe.paymentIntents.create({ ...CARD_ONLY, ...REQUIRED, ...params });
  return created.next_action;
}

test.each([
  ["use_stripe_sdk", { use_stripe_sdk: true }],
  ["use_stripe_sdk and a return_url", { use_stripe_sdk: true, return_url: "app://back" }],
  ["neither", {}],
])("with %s the SDK is to handle it, and a web page can", async (_what, params) => {
  const setup = setUp({ baseUrl: "https://hooks.example" });
  expect(await nextAction(setup, params)).toEqual({
    type: "use_stripe_sdk",
    use_stripe_sdk: {
      type: "three_d_secure_redirect",
      stripe_js: expect.stringMatching(HOSTED),
      source: expect.stringMatching(/^src_/),
    },
  });
});

test("with a return_url alone the customer is to be redirected", async () => {
  const setup = setUp({ baseUrl: "https://hooks.example" });
  expect(await nextAction(setup, { return_url: "app://back" })).toEqual({
    type: "redirect_to_url",
    redirect_to_url: { url: expect.stringMatching(HOSTED), return_url: "app://back" },
  });
});
