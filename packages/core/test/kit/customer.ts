import type { HttpRequest, Payments } from "@chargeonce/core";
import type { PostOptions, Reply, Shop, ShopContext } from "./shop.ts";

/** What the app knows of `order_1`. */
export const ORDER_1 = { order_id: "order_1", amount: 1050, currency: "usd" };

/** The app calls process for `order_1`. */
export function process(shop: Shop, more: object = {}, options?: PostOptions): Promise<Reply> {
  return shop.post("/process", { ...ORDER_1, ...more }, options);
}

/** The app calls confirm. */
export function confirm(
  shop: Shop,
  secret: string,
  more: object = {},
  options?: PostOptions,
): Promise<Reply> {
  return shop.post("/confirm", { payment_intent_client_secret: secret, ...more }, options);
}

/** The app calls status. */
export function status(shop: Shop, secret: string, options?: PostOptions): Promise<Reply> {
  return shop.post("/status", { payment_intent_client_secret: secret }, options);
}

/** Process with a method and confirm at once, as an app that collected a card does. */
export async function pay(shop: Shop, method = "pm_card_visa", options?: PostOptions) {
  const processed = await process(shop, { payment_method_id: method }, options);
  const secret: string = processed.body.client_secret;
  const confirmed = await confirm(shop, secret, {}, options);
  return { processed, confirmed, secret };
}

/** The id in a client secret. */
export function intentIn(secret: string): string {
  return secret.replace(/_secret_.*/, "");
}

/** What Stripe was asked since `clearRequests`, in order: `POST payment_intents/:id/confirm`. */
export function asked(shop: Shop): string[] {
  return shop.simulator.requests.map(
    ({ method, path }) => `${method} ${path.replace("/v1/", "").replace(/pi_[^/]+/, ":id")}`,
  );
}

/** What a route of Stripe's was sent, in order. */
export function sentTo(shop: Shop, route: "create" | "update" | "confirm" | "cancel") {
  const path = {
    create: /^\/v1\/payment_intents$/,
    update: /^\/v1\/payment_intents\/pi_[^/]+$/,
    confirm: /\/confirm$/,
    cancel: /\/cancel$/,
  }[route];
  return shop.simulator.requests
    .filter((request) => request.method === "POST" && path.test(request.path))
    .map(({ params }) => params);
}

/** Hands a request to the HTTP face as it is, to see the answer as it is. */
export function handle(
  payments: Payments<ShopContext>,
  request: Partial<HttpRequest<ShopContext>>,
) {
  return payments.http.handle({
    method: "POST",
    path: "/process",
    headers: { "content-type": "application/json" },
    body: raw(JSON.stringify(ORDER_1)),
    context: () => ({}),
    ...request,
  });
}

/** Text as the bytes of a body. */
export function raw(text: string): { kind: "raw"; bytes: Uint8Array } {
  return { kind: "raw", bytes: new TextEncoder().encode(text) };
}
