import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { answeringWith, pay, visitDashboard } from "./dashboard-visitor.ts";
import { CARD_ONLY, errorOf, setUp } from "./stripe-client.ts";

/** Of a table's body. */
const rowsOf = (page: string) => page.split('<tr role="row">').length - 2;

test("an empty dashboard says what to do, and the request that it names works", async () => {
  const { simulator } = setUp({ webhookEndpoints: [{ url: "http://shop.example/hook" }] });
  const { url, look } = await visitDashboard(simulator);
  const page = await look("/dashboard");
  expect(page).toContain("Nothing yet. Send a request with this key:");
  expect(page).toContain("<code>sk_test_simulator</code>");
  expect(page).toContain("<code>pk_test_simulator</code>");
  expect(page).toContain("http://shop.example/hook");
  expect(page).toContain(`<code>${simulator.webhooks.secret}</code>`);
  expect(page).toContain('datetime="2026-11-23T12:00:00.000Z"');

  const command = /<code>(curl [^<]*)<\/code>/.exec(page)?.[1]?.replaceAll("&#34;", '"') ?? "";
  const body = new URLSearchParams();
  for (const [, name = "", value = ""] of command.matchAll(/-d "?([^\s"=]+)=([^\s"]+)/g)) {
    body.append(name, value);
  }
  expect(command.split(" ")[1]).toBe(`${url}/v1/payment_intents`);
  const answer = await fetch(`${url}/v1/payment_intents`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(/-u (\S+)/.exec(command)?.[1] ?? "")}` },
    body,
  });
  expect(await answer.json()).toMatchObject({ status: "succeeded", metadata: { order: "1" } });
});

test("every empty page answers and says why it is empty", async () => {
  const { look } = await visitDashboard(setUp().simulator);
  expect(await look("/dashboard/events")).toContain("Events come with the first payment.");
  expect(await look("/dashboard/webhooks")).toContain(
    "Nothing is delivered: there is no endpoint.",
  );
  expect(await look("/dashboard/requests")).toContain("Nothing yet. Send a request");
});

describe("the list of payments", () => {
  test("shows amount, status, order, reason of a failure and what was given back", async () => {
    const setup = setUp();
    const { look } = await visitDashboard(setup.simulator);
    const paid = await pay(setup, { amount: 129900, currency: "eur", metadata: { order: "A-7" } });
    await setup.stripe.refunds.create({ payment_intent: paid.id, amount: 29900 });
    await errorOf(pay(setup, { payment_method: "pm_card_chargeDeclinedInsufficientFunds" }));
    const page = await look("/dashboard");
    expect(page).toContain("€1,299.00 EUR");
    expect(page).toContain('<span class="badge good">succeeded</span>');
    expect(page).toContain("€299.00 EUR refunded");
    expect(page).toContain("<b>order</b> A-7");
    expect(page).toContain("Your card has insufficient funds.");
    expect(page).toContain("card_declined, insufficient_funds");
    expect(page.indexOf("insufficient")).toBeLessThan(page.indexOf("€1,299.00"));
  });

  test("has pages of fifty, newest first", async () => {
    const { simulator, stripe } = setUp();
    const { look } = await visitDashboard(simulator);
    for (let order = 1; order <= 120; order += 1) {
      await stripe.paymentIntents.create({ ...CARD_ONLY, metadata: { order: `n${order}.` } });
    }
    const [first, third, beyond] = [
      await look("/dashboard"),
      await look("/dashboard?page=3"),
      await look("/dashboard?page=99"),
    ];
    expect(first).toContain('PaymentIntents <span class="soft">120</span>');
    expect(rowsOf(first)).toBe(50);
    expect(first).toContain("n120.");
    expect(first).not.toContain("n70.");
    expect(first).toContain('<a href="/dashboard?page=2">Older</a>');
    expect(rowsOf(third)).toBe(20);
    expect(third).toContain("n1.");
    expect(third).toContain('<a href="/dashboard?page=2">Newer</a>');
    expect(rowsOf(beyond)).toBe(20);
    expect(rowsOf(await look("/dashboard?page=x"))).toBe(50);
  });

  test("finds by metadata, and says when it finds nothing", async () => {
    const setup = setUp();
    const { look } = await visitDashboard(setup.simulator);
    const wanted = await pay(setup, { metadata: { order: "A-7" } });
    const other = await pay(setup, { metadata: { order: "B-8" } });
    const found = await look("/dashboard?find=A-7");
    expect(found).toContain(wanted.id);
    expect(found).not.toContain(other.id);
    expect(await look("/dashboard?find=%3Cb%3E")).toContain("No PaymentIntent has “&#60;b&#62;”");
  });
});

test("one payment's page shows its charges, events and requests, replays among them", async () => {
  const setup = setUp({ webhookEndpoints: [] });
  const { look, send } = await visitDashboard(setup.simulator);
  await pay(setup, { metadata: { order: "other" } }, "other-key");
  const { id } = await pay(setup, { metadata: { order: "A-7" } }, "key-A-7");
  await pay(setup, { metadata: { order: "A-7" } }, "key-A-7");
  const refund = await setup.stripe.refunds.create({ payment_intent: id, amount: 99 });
  setup.simulator.dispute(id);
  const page = await look(`/dashboard/payments/${id}`);
  const [charge] = setup.simulator.ledger.charges({ paymentIntentId: id });
  expect(page).toContain(charge?.id);
  expect(page).toContain(refund.id);
  expect(page).toContain("Dispute over");
  expect(page).toContain('Charges <span class="soft">1</span>');
  expect(page).toContain('API requests <span class="soft">3</span>');
  expect(page).toContain(">replayed<");
  expect(page).not.toContain("other-key");
  for (const type of ["payment_intent.succeeded", "charge.refunded", "charge.dispute.created"]) {
    expect(page).toContain(`>${type}</a>`);
  }
  expect((await send("GET", "/dashboard/payments/pi_none")).status).toBe(404);
  expect((await send("GET", "/dashboard/nowhere")).status).toBe(404);
});

test("an event's page shows its body, and who caused it", async () => {
  const setup = setUp();
  const { look } = await visitDashboard(setup.simulator);
  const { id } = await pay(setup, {}, "key-1");
  const event = setup.simulator.events.list().find(({ type }) => type === "payment_intent.created");
  const page = await look(`/dashboard/events/${event?.id}`);
  expect(page).toContain(`&#34;id&#34;: &#34;${id}&#34;`);
  expect(page).toContain("<code>key-1</code>");
  const cause = /\/dashboard\/requests\/(req_\w+)/.exec(page)?.[0] ?? "";
  expect(await look(cause)).toContain("&#34;payment_method&#34;: &#34;pm_card_visa&#34;");
  expect(await look("/dashboard/events?type=payment_intent.*")).not.toContain(">charge.succeeded<");
});

test("a delivery shows what was sent, what came back and when the next try is due", async () => {
  const setup = setUp({
    webhookEndpoints: [{ url: "http://shop.example/hook" }],
    fetch: answeringWith(500, '{"reason":"no such order"}'),
  });
  const { look } = await visitDashboard(setup.simulator);
  await setup.stripe.paymentIntents.create(CARD_ONLY);
  await setup.simulator.webhooks.deliverDue();
  const list = await look("/dashboard/webhooks");
  expect(list).toContain("next try in 5 min");
  const page = await look(/\/dashboard\/webhooks\/[\w-]+/.exec(list)?.[0] ?? "");
  expect(page).toContain("stripe-signature: t=1795435200,v1=");
  expect(page).toContain("&#34;type&#34;: &#34;payment_intent.created&#34;");
  expect(page).toContain('<span class="badge bad">500</span>');
  expect(page).toContain("{&#34;reason&#34;:&#34;no such order&#34;}");
  expect(page).toContain('datetime="2026-11-23T12:05:00.000Z"');
});

test("a delivery keeps its address, on whatever page of the log it stands", async () => {
  const { simulator, stripe } = setUp({ webhookEndpoints: [{ url: "http://shop.example/hook" }] });
  const { look } = await visitDashboard(simulator);
  for (let count = 0; count < 55; count += 1) await stripe.paymentIntents.create(CARD_ONLY);
  const [first = "", last = ""] = [
    await look("/dashboard/webhooks"),
    await look("/dashboard/webhooks?page=2"),
  ];
  expect([rowsOf(first), rowsOf(last)]).toEqual([50, 5]);
  expect(first).toContain('href="/dashboard/webhooks/54"');
  expect(first).toContain('href="/dashboard/webhooks/5"');
  expect(last).toContain('href="/dashboard/webhooks/4"');
  expect(await look("/dashboard/webhooks/4")).toContain(simulator.webhooks.deliveries[4]?.eventId);
});

test("nothing that somebody stored or answered becomes markup", async () => {
  const evil = `"'><script>alert(1)</script>`;
  const setup = setUp({
    webhookEndpoints: [{ url: `http://shop.example/?${evil}` }],
    fetch: answeringWith(500, evil),
  });
  const { look, press, send } = await visitDashboard(setup.simulator);
  const { id } = await pay(setup, { metadata: { [evil]: evil }, description: evil }, evil);
  await setup.simulator.webhooks.deliverDue();
  await fetchQuietly(setup.simulator, `/v1/${encodeURIComponent(evil)}`);
  const [event] = setup.simulator.events.list();
  const [request] = setup.simulator.requests;
  const paths = [
    ...["", "/events", "/webhooks", "/requests", `/payments/${id}`, `/events/${event?.id}`],
    ...[`/requests/${request?.requestId}`, `/?find=${encodeURIComponent(evil)}`],
    /\/webhooks\/[\w-]+/.exec(await look("/dashboard/webhooks"))?.[0] ?? "",
    `/events?type=${encodeURIComponent(evil)}&${encodeURIComponent(evil)}=1`,
  ];
  for (const path of paths) {
    const page = await look(`/dashboard${path}`);
    expect(page.match(/<script/g), path).toHaveLength(1);
    expect(page, path).not.toContain(`"'>`);
  }
  const gone = await send("GET", `/dashboard/payments/${encodeURIComponent(evil)}`);
  expect(gone.text.match(/<script/g)).toHaveLength(1);
  expect(await press("resend", { event: evil })).not.toContain("<script");
});

async function fetchQuietly({ fetch }: { fetch: typeof globalThis.fetch }, path: string) {
  await fetch(`https://simulator.invalid${path}`);
}

test("its one script and its style run under hashes, and no other page may frame it", async () => {
  const { simulator } = setUp();
  const { headers, text } = await (await visitDashboard(simulator)).send("GET", "/dashboard");
  const policy = String(headers["content-security-policy"]);
  for (const element of ["script", "style"]) {
    const inner = new RegExp(`<${element}>([^]*?)</${element}>`).exec(text)?.[1] ?? "";
    const hash = createHash("sha256").update(inner).digest("base64");
    expect(policy).toContain(`${element}-src 'sha256-${hash}'`);
  }
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
  // Anything stricter has browsers send `Origin: null`, which the guard refuses.
  expect(headers["referrer-policy"]).toBe("same-origin");
  expect(text).not.toMatch(/ (?:style|on\w+)="/);
});
