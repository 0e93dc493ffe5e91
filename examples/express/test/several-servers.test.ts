import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { look, type PostgresServer, startPostgres } from "./postgres-server.ts";
import { beansBy, get, orderBeans, post, type Reply } from "./shop-client.ts";
import { type Shop, startShop } from "./start-shop.ts";
import { type StripeInTest, startStripe } from "./stripe-in-test.ts";

const PATIENT = { timeout: 30_000, interval: 100 };

let postgres: PostgresServer;
let stripe: StripeInTest;
let database: URL;
const shops: Shop[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
});

beforeEach(async () => {
  stripe = await startStripe();
  database = await postgres.createDatabase();
});

afterEach(async () => {
  for (const shop of shops.splice(0)) await shop.remove();
  await stripe.close();
});

afterAll(() => postgres?.stop());

/** Servers that start at the same moment, on a database that is empty. */
async function startShops(): Promise<[Shop, Shop, Shop]> {
  const start = async () => {
    const shop = await startShop({ ...stripe.env, DATABASE_URL: database.href });
    shops.push(shop);
    return shop;
  };
  return Promise.all([start(), start(), start()]);
}

/** An app that repeats one request with one key, each time at the next server, until the answer is 200. */
function insist(servers: readonly Shop[], path: string, body: object): Promise<Reply> {
  const headers = { "idempotency-key": randomUUID() };
  let tries = 0;
  return vi.waitFor(async () => {
    const url = `${servers[tries % servers.length]?.url}${path}`;
    tries += 1;
    const reply = await post(url, body, headers);
    expect(reply, JSON.stringify(reply.body)).toMatchObject({ status: 200 });
    return reply;
  }, PATIENT);
}

/** Places an order at the first server, and asks all of them at once, with one key, to process its payment. */
async function process(servers: readonly Shop[]): Promise<{ orderId: string; secret: string }> {
  const orderId = await orderBeans(servers[0]?.url ?? "");
  const body = beansBy("pm_card_visa", orderId);
  const headers = { "idempotency-key": randomUUID() };
  const replies = await Promise.all(
    servers.map(({ url }) => post(`${url}/payments/process`, body, headers)),
  );
  expect(replies.map(({ status }) => status)).toEqual(servers.map(() => 200));
  const [secret, ...others] = new Set(replies.map((reply) => reply.body.client_secret));
  expect(others).toEqual([]);
  return { orderId, secret: String(secret) };
}

const confirm = (servers: readonly Shop[], secret: string) =>
  insist(servers, "/payments/confirm", { payment_intent_client_secret: secret });

/** Places and pays one order, each step first at another server. */
async function pay(servers: readonly Shop[], first: number): Promise<string> {
  const turned = [...servers.slice(first), ...servers.slice(0, first)];
  const { orderId, secret } = await process(turned);
  const [one, two] = await Promise.all([
    confirm(turned.slice(1), secret),
    confirm(turned.toReversed(), secret),
  ]);
  expect([one.body.status, two.body.status]).toEqual(["succeeded", "succeeded"]);
  return orderId;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test("twenty orders that three servers share, one of which is killed, are each paid exactly once", async () => {
  const servers = await startShops();
  const [first, second, victim] = servers;
  const survivors = [first, second];
  stripe.deliverTo(...servers.map(({ url }) => url));
  const before = await Promise.all(numbers(9).map((turn) => pay(servers, turn % 3)));

  // The server dies while Stripe takes the money of one order and the others go on.
  const { orderId: cutOff, secret } = await process(servers);
  const [intent] = secret.split("_secret_");
  const hang = stripe.simulator.faults.next("hang", {
    pathPrefix: `/v1/payment_intents/${intent}/confirm`,
  });
  const others = Promise.all(numbers(4).map((turn) => pay(survivors, turn % 2)));
  const confirmed = confirm([victim, first, second], secret);
  await hang.struck;
  await victim.kill();
  stripe.deliverTo(...survivors.map(({ url }) => url));
  hang.release();
  expect((await confirmed).body.status).toBe("succeeded");
  const after = await Promise.all(numbers(6).map((turn) => pay(survivors, turn % 2)));

  // What the server that died was told, or was to be told, Stripe sends again; that it waits is not of interest here.
  const statusAt = async (url: string, orderId: string) => {
    await stripe.simulator.webhooks.deliverAll();
    return (await get(`${url}/orders/${orderId}`)).body.status;
  };
  const orderIds = [...before, cutOff, ...(await others), ...after];
  expect(new Set(orderIds).size).toBe(20);
  for (const orderId of orderIds) {
    for (const { url } of survivors) {
      await expect.poll(() => statusAt(url, orderId), PATIENT).toBe("paid");
    }
    const { ledger } = stripe.simulator;
    ledger.assertChargedOnce({ metadata: { order_id: orderId } }, { amount: 1450 });
  }
  expect(stripe.simulator.ledger.total()).toMatchObject({ charges: 20, net: 29_000 });

  // A handler that had run a second time would have found the order paid, and sent it to review.
  const rows = await look(
    database,
    `select o.id from shop_orders o join shop_webhooks w using (payment_id) join chargeonce_payments p on p.id = payment_id
     where o.paid_at is not null and o.review is null and p.status = 'succeeded' and p.order_ref = o.id`,
  );
  expect(rows.map(({ id }) => id).toSorted()).toEqual(orderIds.toSorted());
  expect(await look(database, "select count(*)::int from shop_orders")).toEqual([{ count: 20 }]);
  expect(await look(database, "select count(*)::int from chargeonce_payments")).toEqual([
    { count: 20 },
  ]);
  expect(servers.map((shop) => shop.output()).join("")).not.toContain(database.password);
}, 120_000);
