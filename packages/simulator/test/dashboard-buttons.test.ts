import { describe, expect, test } from "vitest";
import { answeringWith, pay, visitDashboard } from "./dashboard-visitor.ts";
import { CARD_ONLY, type Setup, setUp } from "./stripe-client.ts";

const typesOf = ({ simulator }: Setup) => simulator.events.list().map(({ type }) => type);

async function open(options: Parameters<typeof setUp>[0] = {}) {
  const setup = setUp(options);
  return { setup, visitor: await visitDashboard(setup.simulator), ...setup };
}

describe("refund", () => {
  test("gives back what the field says, and the rest when it is empty", async () => {
    const { setup, visitor, simulator } = await open();
    const { id } = await pay(setup);
    expect(await visitor.press("refund", { payment_intent: id, amount: "99" })).toBe("Refunded.");
    expect(simulator.ledger.charges()[0]?.amountRefunded).toBe(99);
    await visitor.press("refund", { payment_intent: id, amount: "" });
    expect(simulator.ledger.charges()[0]?.amountRefunded).toBe(1099);
    expect(typesOf(setup).filter((type) => type === "charge.refunded")).toHaveLength(2);
    expect(await visitor.press("refund", { payment_intent: id })).toContain(
      "has already been refunded.",
    );
  });

  test.each(["-1", "1.50", "all"])("refuses %j with a sentence", async (amount) => {
    const { setup, visitor, simulator } = await open();
    const { id } = await pay(setup);
    expect(await visitor.press("refund", { payment_intent: id, amount })).toBe(
      "amount: must be a whole number of minor units, or empty for all.",
    );
    expect(simulator.ledger.charges()[0]?.amountRefunded).toBe(0);
  });
});

test("capture takes a part of what is held, and cancel lets go of it", async () => {
  const { setup, visitor, stripe } = await open();
  const part = await pay(setup, { capture_method: "manual" });
  const none = await pay(setup, { capture_method: "manual" });
  await visitor.press("capture", { payment_intent: part.id, amount: "500" });
  await visitor.press("cancel", { payment_intent: none.id });
  expect(await stripe.paymentIntents.retrieve(part.id)).toMatchObject({
    status: "succeeded",
    amount_received: 500,
  });
  expect((await stripe.paymentIntents.retrieve(none.id)).status).toBe("canceled");
});

test.each([
  ["complete", "succeeded", "3-D Secure completed; the payment is now succeeded."],
  [
    "fail",
    "requires_payment_method",
    "3-D Secure failed; the payment is now requires_payment_method.",
  ],
])("3-D Secure: %s", async (outcome, status, sentence) => {
  const { setup, visitor, stripe } = await open();
  const { id } = await pay(setup, { payment_method: "pm_card_threeDSecure2Required" });
  expect(await visitor.look("/dashboard")).toContain(">Complete 3-D Secure</button>");
  const fields = { payment_intent: id, outcome };
  expect(await visitor.press("authenticate", fields)).toBe(sentence);
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe(status);
  expect(await visitor.press("authenticate", fields)).toContain("waits for no authentication");
});

test("pays as the customer does, also with a card that is declined", async () => {
  const { visitor, stripe } = await open();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  const press = (card: string) => visitor.press("pay", { payment_intent: id, card });
  expect(await press("pm_card_chargeDeclined")).toBe("Your card was declined.");
  expect(await press("pm_card_made_up")).toMatch(/^card: /);
  expect(await press("pm_card_visa")).toContain("the payment is now succeeded.");
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe("succeeded");
});

test("opens a dispute", async () => {
  const { setup, visitor } = await open();
  const { id } = await pay(setup);
  expect(await visitor.press("dispute", { payment_intent: id })).toBe(
    "The dispute is open: needs response.",
  );
  expect(typesOf(setup)).toContain("charge.dispute.created");
  const page = await visitor.look(`/dashboard/payments/${id}`);
  expect(page).toContain("Dispute over $10.99 USD");
  expect(page).not.toContain(">Open a dispute</button>");
});

describe("the clock", () => {
  test.each([
    [{ preset: "1" }, "2026-11-23T13:00:00.000Z"],
    [{ preset: "24" }, "2026-11-24T12:00:00.000Z"],
    [{ preset: "168" }, "2026-11-30T12:00:00.000Z"],
    [{ hours: "0,5" }, "2026-11-23T12:30:00.000Z"],
  ])("goes forward by %j", async (fields, time) => {
    const { visitor } = await open();
    await visitor.press("advance", fields);
    expect(await visitor.look("/dashboard")).toContain(`datetime="${time}"`);
  });

  test.each(["0", "-1", "", "soon", "1e9"])("refuses %j hours", async (hours) => {
    const { visitor } = await open();
    expect(await visitor.press("advance", { hours })).toContain("a number above 0");
    expect(await visitor.look("/dashboard")).toContain('datetime="2026-11-23T12:00:00.000Z"');
  });

  test("lets come due what was to come", async () => {
    const { setup, visitor, stripe } = await open();
    const { id } = await pay(setup, { capture_method: "manual" });
    await visitor.press("advance", { preset: "168" });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe("canceled");
  });
});

describe("webhooks", () => {
  test("delivers now what is not due yet, and resends one event", async () => {
    const { visitor, simulator, stripe } = await open({
      webhookEndpoints: [{ url: "http://shop.example/hook" }],
      fetch: answeringWith(500),
    });
    await stripe.paymentIntents.create(CARD_ONLY);
    await simulator.webhooks.deliverDue();
    expect(await visitor.press("deliver")).toBe("Made 1 try.");
    expect(simulator.webhooks.deliveries[0]?.attempts).toHaveLength(2);
    const [event] = simulator.events.list();
    expect(await visitor.press("resend", { event: event?.id ?? "" })).toBe(
      "Sent again to 1 endpoint.",
    );
    expect(simulator.webhooks.deliveries.flatMap(({ attempts }) => attempts)).toHaveLength(3);
  });

  test("resends one delivery to its endpoint alone", async () => {
    const { visitor, simulator, stripe } = await open({
      webhookEndpoints: [{ url: "http://a.example/" }, { url: "http://b.example/" }],
      fetch: answeringWith(200),
    });
    await stripe.paymentIntents.create(CARD_ONLY);
    await simulator.webhooks.deliverDue();
    const page = await visitor.look("/dashboard/webhooks/1");
    const fields =
      /name="event" value="(\w+)"><input type="hidden" name="endpoint" value="(\w+)"/.exec(page);
    const [, event = "", endpoint = ""] = fields ?? [];
    await visitor.press("resend", { event, endpoint });
    expect(simulator.webhooks.deliveries.map(({ url }) => url)).toEqual([
      "http://a.example/",
      "http://b.example/",
      "http://b.example/",
    ]);
    expect(await visitor.look("/dashboard/webhooks/2")).toContain(">resend</span>");
  });

  test("says when there is no such event", async () => {
    const { visitor } = await open();
    expect(await visitor.press("resend", { event: "evt_none" })).toContain("knows no event");
  });
});

test("a button that does not exist, and a payment that does not, are told", async () => {
  const { visitor } = await open();
  expect(await visitor.press("explode")).toContain("has no button");
  expect(await visitor.press("refund", { payment_intent: "pi_none" })).toBe(
    "There is no PaymentIntent pi_none.",
  );
  expect(await visitor.press("cancel")).toMatch(/^payment_intent: /);
});

describe("webhook switches", () => {
  test("are switched on, listed, strike, and are stopped", async () => {
    const { visitor, simulator, stripe } = await open({
      webhookEndpoints: [{ url: "http://shop.example/hook" }],
    });
    const type = "payment_intent.*";
    await visitor.press("disturb", { kind: "duplicate", type, times: "2", seconds: "" });
    await visitor.press("disturb", { kind: "delay", type: "", times: "", seconds: "90" });
    await visitor.press("disturb", { kind: "drop" });
    const page = await visitor.look("/dashboard/faults");
    expect(page).toContain("struck 0, 2 to come");
    expect(page).toContain("any event, 90 s later");
    const [, , drop] = simulator.webhooks.disturbances;
    expect(await visitor.press("disturbance-off", { id: drop?.id ?? "" })).toBe("Switched off.");
    expect(simulator.webhooks.disturbances.map(({ kind }) => kind)).toEqual(["duplicate", "delay"]);
    await stripe.paymentIntents.create(CARD_ONLY);
    expect(simulator.webhooks.deliveries).toMatchObject([
      { origin: "event", dueAt: 1_795_435_290_000 },
      { origin: "duplicate" },
    ]);
    await visitor.press("disturbances-off");
    expect(simulator.webhooks.disturbances).toEqual([]);
  });

  test.each([
    [{ kind: "explode" }, "kind: must be one of the list."],
    [{ kind: "drop", times: "0" }, "times"],
    [{ kind: "drop", seconds: "5" }, "delayMs"],
  ])("%j is refused with a sentence", async (fields, sentence) => {
    const { visitor, simulator } = await open();
    expect(await visitor.press("disturb", fields)).toContain(sentence);
    expect(simulator.webhooks.disturbances).toEqual([]);
  });
});
