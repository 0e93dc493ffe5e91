import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { beansBy, orderBeans, post } from "./shop-client.ts";
import { startShop } from "./start-shop.ts";
import { startStripe } from "./stripe-in-test.ts";

const CARD_NUMBER = "4242424242424242";

test("no client secret, key or card number is printed or written to the database", async () => {
  const stripe = await startStripe();
  const shop = await startShop(stripe.env);
  stripe.deliverTo(shop.url);
  const process = (body: object) => post(`${shop.url}/payments/process`, body);
  const confirm = (body: object) => post(`${shop.url}/payments/confirm`, body);
  try {
    const secrets: string[] = [];
    for (const method of [
      "pm_card_visa",
      "pm_card_visa_chargeDeclined",
      "pm_card_threeDSecure2Required",
    ]) {
      const { body } = await process(beansBy(method, await orderBeans(shop.url)));
      const secret = String(body.client_secret);
      secrets.push(secret);
      await confirm({ payment_intent_client_secret: secret, payment_method_id: method });
    }
    // Each way for a request to go wrong, with something secret in it.
    await process({ ...beansBy("pm_card_visa", "ord_other"), number: CARD_NUMBER });
    await confirm({ payment_intent_client_secret: `${secrets[0]}x` });
    await confirm({ payment_intent_client_secret: secrets[0], card: { number: CARD_NUMBER } });
    await post(`${shop.url}/payments/confirm`, `{"payment_intent_client_secret":"${secrets[0]}"`);
    await post(`${shop.url}/payments/webhook?secret=${secrets[0]}`, { secret: secrets[0] });
    for (const fault of [
      "error_500_after",
      "lose_response",
      "malformed_json",
      "truncate_body",
    ] as const) {
      stripe.simulator.faults.next(fault, { route: "create" });
      await process(beansBy("pm_card_visa", await orderBeans(shop.url)));
    }
    stripe.simulator.faults.next("error_500_after", { route: "confirm" });
    const { body } = await process(beansBy("pm_card_visa", await orderBeans(shop.url)));
    await confirm({ payment_intent_client_secret: body.client_secret });
    await expect.poll(() => stripe.simulator.webhooks.pending()).toEqual([]);

    const folder = dirname(shop.databaseFile);
    const files = await readdir(folder);
    expect(files).toContain("shop.db");
    const written = await Promise.all(files.map((name) => readFile(join(folder, name), "latin1")));
    expect(written.join("").length).toBeGreaterThan(50_000);
    expect(secrets).toHaveLength(3);
    for (const text of [shop.output(), ...written]) {
      expect(text).not.toMatch(/pi_[A-Za-z0-9]+_secret_/);
      for (const secret of secrets) expect(text).not.toContain(secret.split("_secret_")[1]);
      expect(text).not.toMatch(/[srp]k_(test|live)_/);
      expect(text).not.toContain("whsec_");
      expect(text).not.toContain(CARD_NUMBER);
    }
    expect(shop.output()).toContain("POST /payments/confirm 402");
  } finally {
    await shop.remove();
    await stripe.close();
  }
});
