import { connect } from "node:net";
import { expect, test } from "vitest";
import { beansBy, get, orderBeans, post } from "./shop-client.ts";
import { startShop } from "./start-shop.ts";
import { startStripe } from "./stripe-in-test.ts";

test.each(["SIGTERM", "SIGINT"] as const)(
  "on %s a request in flight is answered, nothing new is accepted, and the exit code is 0",
  async (signal) => {
    const stripe = await startStripe();
    const shop = await startShop(stripe.env);
    stripe.deliverTo(shop.url);
    try {
      const hang = stripe.simulator.faults.next("hang", { route: "create" });
      const body = beansBy("pm_card_visa", await orderBeans(shop.url));
      const inFlight = post(`${shop.url}/payments/process`, body);
      await hang.struck;
      const exit = new Promise((resolve) => shop.process.once("exit", resolve));
      shop.process.kill(signal);
      await expect.poll(() => get(`${shop.url}/healthz`).catch(() => "refused")).toBe("refused");
      hang.release();
      expect((await inFlight).status).toBe(200);
      expect(await exit).toBe(0);
    } finally {
      await shop.remove();
      await stripe.close();
    }
  },
);

test("a connection that a client keeps alive is told to close, and does not hold the server open", async () => {
  const stripe = await startStripe();
  const shop = await startShop(stripe.env);
  try {
    const hang = stripe.simulator.faults.next("hang", { route: "create" });
    const body = JSON.stringify({ amount: 1000, currency: "usd" });
    const client = connect(Number(new URL(shop.url).port), "127.0.0.1");
    client.write(
      `POST /payments/process HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    let received = "";
    client.setEncoding("utf8").on("data", (text: string) => {
      received += text;
    });
    await hang.struck;
    const exit = new Promise((resolve) => shop.process.once("exit", resolve));
    shop.process.kill("SIGTERM");
    await expect.poll(() => get(`${shop.url}/healthz`).catch(() => "refused")).toBe("refused");
    hang.release();
    const released = performance.now();
    expect(await exit).toBe(0);
    // Node itself would wait for the five seconds of its keepAliveTimeout.
    expect(performance.now() - released).toBeLessThan(4_000);
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
    expect(received).toMatch(/\r\nconnection: close\r\n/i);
    client.destroy();
  } finally {
    await shop.remove();
    await stripe.close();
  }
});

test("a payment that was cut off by kill -9 is finished by the next start", async () => {
  const stripe = await startStripe();
  const first = await startShop(stripe.env);
  stripe.deliverTo(first.url);
  const orderId = await orderBeans(first.url);
  const { body } = await post(`${first.url}/payments/process`, beansBy("pm_card_visa", orderId));
  const hang = stripe.simulator.faults.next("hang", { route: "confirm" });
  const request = { payment_intent_client_secret: body.client_secret };
  const cutOff = post(`${first.url}/payments/confirm`, request).catch(() => "cut off");
  await hang.struck;
  const killed = new Promise((resolve) => first.process.once("exit", resolve));
  first.process.kill("SIGKILL");
  await killed;
  expect(await cutOff).toBe("cut off");
  hang.release();

  const second = await startShop({ ...stripe.env, DATABASE_FILE: first.databaseFile });
  stripe.deliverTo(second.url);
  try {
    const confirmed = await post(`${second.url}/payments/confirm`, request);
    expect(confirmed.body.status).toBe("succeeded");
    const order = `${second.url}/orders/${orderId}`;
    await expect.poll(async () => (await get(order)).body.paid_at).not.toBeNull();
    expect(stripe.simulator.ledger.succeededCharges({})).toHaveLength(1);
  } finally {
    await second.remove();
    await first.remove();
    await stripe.close();
  }
});

test("another run of the simulator keeps what was paid, and cannot be paid for what was not", async () => {
  const first = await startShop();
  const [paid, unpaid] = [await orderBeans(first.url), await orderBeans(first.url)];
  const { body } = await post(`${first.url}/payments/process`, beansBy("pm_card_visa", paid));
  await post(`${first.url}/payments/process`, beansBy("pm_card_visa", unpaid));
  const secret = { payment_intent_client_secret: body.client_secret };
  await post(`${first.url}/payments/confirm`, secret);
  const statusOf = async (url: string, orderId: string) =>
    (await get(`${url}/orders/${orderId}`)).body.status;
  await expect.poll(() => statusOf(first.url, paid)).toBe("paid");
  expect(await first.stop()).toBe(0);

  const second = await startShop({ DATABASE_FILE: first.databaseFile });
  try {
    expect(await statusOf(second.url, paid)).toBe("paid");
    expect(await statusOf(second.url, unpaid)).toBe("expired");
    const again = await post(`${second.url}/payments/process`, beansBy("pm_card_visa", unpaid));
    expect(again.status).toBe(404);
  } finally {
    await second.remove();
    await first.remove();
  }
});
