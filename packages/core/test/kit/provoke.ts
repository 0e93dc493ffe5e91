import { memoryStore, PaymentsError, type PaymentsErrorCode } from "@chargeonce/core";
import { stripeSaying } from "./altered-stripe.ts";
import { confirm, handle, ORDER_1, pay, process, raw } from "./customer.ts";
import { createShop, type Reply, type Shop, stripeOf } from "./shop.ts";

/** A shop and the answer of its that shows a code. */
export interface Provoked {
  readonly shop: Shop;
  readonly reply: Reply;
}

/** A way to every code, through HTTP. A new code does not compile without one. */
export const PROVOKE: Readonly<Record<PaymentsErrorCode, () => Promise<Provoked>>> = {
  invalid_request: () => sent((shop) => process(shop, { currency: 7 })),
  unsupported_media_type: () =>
    sent((shop) => shop.post("/process", ORDER_1, { headers: { "content-type": "text/plain" } })),
  payload_too_large: () => handled({ body: { kind: "too_large" } }),
  method_not_allowed: () => handled({ method: "GET" }),
  idempotency_key_invalid: () => sent((shop) => process(shop, {}, { key: "tap 1" })),
  idempotency_key_required: () =>
    sent((shop) => process(shop, {}, { to: shop.another({ requireIdempotencyKey: true }) })),
  idempotency_key_reused: () =>
    sent(async (shop) => {
      await process(shop, {}, { key: "tap-1" });
      return process(shop, { note: "gift" }, { key: "tap-1" });
    }),
  unauthorized: () => thrown(new PaymentsError("unauthorized", "Log in first.")),
  forbidden: () => thrown(new PaymentsError("forbidden", "This is somebody else's order.")),
  order_not_found: () => sent((shop) => process(shop, { order_id: "order_9" })),
  order_amount_mismatch: () => sent((shop) => process(shop, { amount: 1051 })),
  order_already_paid: () =>
    sent(async (shop) => {
      await pay(shop);
      return process(shop);
    }),
  order_not_payable: () =>
    sent((shop) => {
      shop.orders.set("order_1", { id: "order_1", amount: 1050, currency: "usd", payable: false });
      return process(shop);
    }),
  payment_in_progress: () =>
    sent(async (shop) => {
      await process(shop);
      const to = shop.another({ stripe: stripeSaying(shop.simulator, { status: "processing" }) });
      return process(shop, {}, { to });
    }),
  amount_not_chargeable: () =>
    sent((shop) => {
      shop.orders.set("order_1", { id: "order_1", amount: 49, currency: "usd" });
      return process(shop, { amount: 49 });
    }),
  payment_not_found: () => sent((shop) => confirm(shop, "pi_1_secret_1")),
  payment_method_required: () => afterProcess((shop, secret) => confirm(shop, secret)),
  payment_canceled: () =>
    afterProcess(async (shop, secret) => {
      await shop.payments.cancel("order_1");
      return confirm(shop, secret);
    }),
  payment_method_invalid: () =>
    sent((shop) => process(shop, { payment_method_id: "pm_of_somebody_else" })),
  card_declined: () =>
    sent(async (shop) => {
      const card = "pm_card_visa_chargeDeclinedInsufficientFunds";
      return (await pay(shop, card)).confirmed;
    }),
  authentication_failed: () =>
    sent(async (shop) => {
      const { secret } = await pay(shop, "pm_card_threeDSecure2Required");
      shop.simulator.authenticate(secret.replace(/_secret_.*/, ""), "fail");
      return confirm(shop, secret);
    }),
  payment_in_review: () =>
    sent(async (shop) => {
      const secret = (await process(shop, { payment_method_id: "pm_card_visa" })).body
        .client_secret;
      const stripe = stripeSaying(shop.simulator, { amount_received: 1 });
      await confirm(shop, secret, {}, { to: shop.another({ stripe }) });
      return confirm(shop, secret);
    }),
  too_many_attempts: () =>
    sent(async (shop) => {
      const { secret } = await pay(shop, "pm_card_visa_chargeDeclined");
      for (let n = 2; n <= 20; n += 1)
        await confirm(shop, secret, { payment_method_id: "pm_card_visa_chargeDeclined" });
      return confirm(shop, secret, { payment_method_id: "pm_card_visa" });
    }),
  stripe_rate_limited: () => struck("rate_limit_429"),
  payment_outcome_unknown: () => struck("lose_response"),
  store_unavailable: () => {
    const store = memoryStore();
    const reserve = () =>
      Promise.reject(new PaymentsError("store_unavailable", "The database is away."));
    return sent(process, { store: { ...store, payments: { ...store.payments, reserve } } });
  },
  stripe_misconfigured: () =>
    sent((shop) =>
      process(
        shop,
        {},
        { to: shop.another({ stripe: stripeOf(shop.simulator, "sk_test_wrong1234") }) },
      ),
    ),
  raw_body_unavailable: () =>
    handled({
      path: "/webhook",
      body: { kind: "parsed", value: {}, advice: "Mount the webhook before express.json()." },
    }),
  internal_error: () => thrown(new Error("connect ECONNREFUSED 10.0.0.7:5432")),
};

async function sent(
  send: (shop: Shop) => Promise<Reply>,
  options: Parameters<typeof createShop>[0] = {},
): Promise<Provoked> {
  const shop = createShop(options);
  return { shop, reply: await send(shop) };
}

function afterProcess(send: (shop: Shop, secret: string) => Promise<Reply>): Promise<Provoked> {
  return sent(async (shop) => send(shop, (await process(shop)).body.client_secret));
}

function struck(fault: "rate_limit_429" | "lose_response"): Promise<Provoked> {
  return sent((shop) => {
    shop.simulator.faults.next(fault, { route: "create", times: 100 });
    return process(shop);
  });
}

function thrown(error: Error): Promise<Provoked> {
  return sent(process, {
    loadOrder: async () => {
      throw error;
    },
  });
}

async function handled(request: Parameters<typeof handle>[1]): Promise<Provoked> {
  const shop = createShop();
  const { status, headers, body } = await handle(shop.payments, { body: raw("{}"), ...request });
  return { shop, reply: { status, headers, body: JSON.parse(body) } };
}
