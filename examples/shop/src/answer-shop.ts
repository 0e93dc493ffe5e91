import { HTTP_STATUS, isPaymentsError } from "@chargeonce/core";
import {
  checkoutAsset,
  orderInput,
  priceBasket,
  products,
  securityHeaders,
} from "@chargeonce-examples/checkout";
import type { Config } from "./config.ts";
import type { StripeConnection } from "./connect-stripe.ts";
import type { Orders } from "./orders.ts";

/** A request as any framework can say it. */
export interface ShopRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The text of the body; "" where there is none. */
  readonly body: string;
}

export interface ShopResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer<ArrayBuffer>;
}

const LIMIT_CHARACTERS = 16 * 1024;
const UNCACHED = { "cache-control": "no-store" };

/** Answers everything of the shop that is not a payment: its page, its orders, and what they need to know. */
export function createShopFace<Tx>(
  orders: Orders<Tx>,
  { mode, apiBase, publishableKey }: StripeConnection,
  { confirmationMethod }: Config,
): (request: ShopRequest) => Promise<ShopResponse> {
  const page = { ...securityHeaders({ mode, apiBase }), "cache-control": "no-cache" };

  const place = async (body: string): Promise<ShopResponse> => {
    if (body.length > LIMIT_CHARACTERS) return refuse(413, { message: "The order is too long." });
    const wanted = orderInput.safeParse(parse(body));
    if (!wanted.success) {
      const issues = wanted.error.issues.map(({ path, message }) => ({
        path: path.join("."),
        message,
      }));
      return refuse(400, { message: "The order cannot be read.", issues });
    }
    const basket = priceBasket(wanted.data);
    if (basket === null) return refuse(400, { message: "We do not sell one of these products." });
    return json(201, await orders.place(basket));
  };

  const read = async (path: string): Promise<ShopResponse> => {
    const [, room, id] = /^\/(orders|donations)\/([^/]+)$/.exec(path) ?? [];
    if (path === "/healthz") {
      await orders.view("ord_none");
      return json(200, { status: "ok" });
    }
    if (path === "/config") {
      return json(200, {
        publishable_key: publishableKey,
        mode,
        api_base: apiBase,
        confirmation_method: confirmationMethod,
      });
    }
    if (path === "/products") return json(200, { products });
    if (room === "orders") {
      const order = await orders.view(id ?? "");
      return order ? json(200, order) : refuse(404, { message: "There is no such order." });
    }
    if (room === "donations") {
      const donation = await orders.viewDonation(id ?? "");
      if (donation) return json(200, donation);
      return refuse(404, { message: "This donation has not arrived yet." });
    }
    const asset = await checkoutAsset(path);
    if (asset === null) return refuse(404, { message: "There is nothing here." });
    const body = Buffer.from(asset.body);
    return { status: 200, headers: { ...page, "content-type": asset.contentType }, body };
  };

  return async ({ method, path, body }) => {
    try {
      if (method === "POST" && path === "/orders") return await place(body);
      if (method === "GET" || method === "HEAD") return await read(path);
      return refuse(404, { message: "There is nothing here." });
    } catch (error) {
      return tellOutage(error);
    }
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which is no order
  }
}

/** A database that does not answer, as the payments say it; everything else is a bug, and the framework's to answer. */
function tellOutage(error: unknown): ShopResponse {
  if (!isPaymentsError(error)) throw error;
  const { code, message, retryable, cause } = error;
  console.error(`${message} (${cause instanceof Error ? cause.message : cause})`);
  return json(HTTP_STATUS[code], { error: { code, message, retryable } });
}

function refuse(
  status: 400 | 404 | 413,
  details: { message: string; issues?: object[] },
): ShopResponse {
  const code = { 400: "invalid_request", 404: "not_found", 413: "payload_too_large" }[status];
  return json(status, { error: { code, ...details, retryable: false } });
}

function json(status: number, value: object): ShopResponse {
  const headers = { ...UNCACHED, "content-type": "application/json; charset=utf-8" };
  return { status, headers, body: Buffer.from(JSON.stringify(value)) };
}
