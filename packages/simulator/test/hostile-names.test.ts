import { expect, test } from "vitest";
import { type Answer, visitDashboard } from "./dashboard-visitor.ts";
import { CARD_ONLY, setUp } from "./stripe-client.ts";

/** What every object of JavaScript has, or what gives one another meaning. */
const NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "__defineGetter__",
  "prototype",
  "toJSON",
  "then",
  "length",
];
const KEY = { authorization: "Bearer sk_test_simulator" };

/** Each place in which a name from outside can stand; X is the name. */
const PLACES = [
  "/X",
  "/3ds/X",
  "/dashboard?X=1&find=X&notice=X&page=X",
  "/dashboard/events?type=X",
  "/dashboard/do/X",
  "/_simulator/X",
  "/_simulator/faults/X",
  "/_simulator/faults/X/release",
  "/_simulator/ledger?metadata[X]=1",
  "/_simulator/ledger?X=1",
  "/_simulator/events?type=X",
  "/_simulator/deliveries?event=X",
  "/v1/X",
  "/v1/payment_intents/X",
  "/v1/payment_intents/X/confirm",
  "/v1/customers/X",
  "/v1/payment_intents?X=1",
  "/v1/payment_intents?created[X]=1&expand[]=X&expand[]=data.X",
  "/v1/events?type=X&types[]=X",
  "/v1/payment_intents/search?query=X:%22a%22",
  "/v1/payment_intents/search?query=metadata[%22X%22]:%22a%22",
];

function expectToLive({ status, text }: Answer, about: string): void {
  expect(status, about).toBeLessThan(500);
  if (status !== 204 && status !== 303) expect(text, about).not.toBe("");
}

test.each(NAMES)("nothing dies of the name %s, wherever it stands", async (name) => {
  const { simulator } = setUp();
  const { send } = await visitDashboard(simulator);
  for (const place of PLACES) {
    const path = place.replaceAll("X", name);
    for (const headers of [{}, KEY, { ...KEY, [name]: name, "idempotency-key": name }]) {
      expectToLive(await send("GET", path, { headers }), `GET ${path}`);
      expectToLive(await send("DELETE", path, { headers }), `DELETE ${path}`);
      const body = `${name}=1&amount=1099&metadata[${name}]=2&card[${name}][${name}]=1&back=${name}`;
      expectToLive(await send("POST", path, { headers, body }), `POST ${path}`);
    }
  }
});

test.each(NAMES)("the dashboard has no page that is called %s", async (name) => {
  const { send } = await visitDashboard(setUp().simulator);
  for (const path of [
    "",
    "/payments",
    "/events",
    "/webhooks",
    "/requests",
    "/faults",
    `/${name}`,
  ]) {
    const { status, text } = await send("GET", `/dashboard${path}/${name}`);
    expect([path, status]).toEqual([path, 404]);
    expect(text).toContain("Not here");
  }
});

test.each(NAMES)("the dashboard shows what was sent under the name %s", async (name) => {
  const { simulator } = setUp();
  const { send, look } = await visitDashboard(simulator);
  const body = `amount=1099&currency=usd&metadata[a][${name}]=deep&${name}[${name}]=1`;
  await send("POST", "/v1/payment_intents", { headers: KEY, body });
  expect(await look("/dashboard/requests")).toContain(`metadata[a][${name}]=deep`);
  const { requestId } = simulator.requests[0] ?? {};
  expect(await look(`/dashboard/requests/${requestId}`)).toContain("deep");
});

test("a payment is found by a key of its metadata that every object has, and only if it has it", async () => {
  const { simulator, stripe } = setUp({ searchLagMs: 0 });
  const found = async (query: string) =>
    (await stripe.paymentIntents.search({ query })).data.map(({ metadata }) => metadata);
  const paid = { ...CARD_ONLY, payment_method: "pm_card_visa", confirm: true };
  await stripe.paymentIntents.create({ ...paid, metadata: { order: "1" } });
  expect(await found('-metadata["constructor"]:null')).toEqual([]);
  expect(simulator.ledger.totals({ metadata: "constructor" }).size).toBe(0);
  const metadata = { constructor: "yes", toString: "too" };
  // The cast hides that every object has a `toString` of another type.
  const sent = metadata as unknown as Record<string, string>;
  await stripe.paymentIntents.create({ ...paid, metadata: sent });
  expect(await found('metadata["constructor"]:"yes"')).toEqual([metadata]);
  expect([...simulator.ledger.totals({ metadata: "constructor" }).keys()]).toEqual(["yes"]);
});
