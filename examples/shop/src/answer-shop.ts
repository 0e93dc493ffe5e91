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
import {
  answerBug,
  json,
  refuse,
  type ShopRequest,
  type ShopResponse,
  withHeaders,
} from "./shop-response.ts";

/** More than any order needs: nothing is read behind it. */
export const SHOP_LIMIT_BYTES = 16 * 1024;

/** Answers everything of the shop that is not a payment: its page, its orders, and what they need to know. */
export function createShopFace<Tx>(
  orders: Orders<Tx>,
  { mode, apiBase, publishableKey }: StripeConnection,
  { confirmationMethod, amountUnit }: Config,
): (request: ShopRequest) => Promise<ShopResponse> {
  const page = { ...securityHeaders({ mode, apiBase }), "cache-control": "no-cache" };

  const place = async ({ headers, body }: ShopRequest): Promise<ShopResponse> => {
    if (!/^application\/json\s*(?:;|$)/i.test(String(headers["content-type"] ?? ""))) {
      return refuse("unsupported_media_type", { message: "Send the order as application/json." });
    }
    if (body.kind === "too_large") {
      return refuse("payload_too_large", { message: "The order is too long." });
    }
    const wanted = orderInput.safeParse(parse(body));
    if (!wanted.success) {
      const issues = wanted.error.issues.map(({ path, message }) => ({
        path: path.join("."),
        message,
      }));
      return refuse("invalid_request", { message: "The order cannot be read.", issues });
    }
    const basket = priceBasket(wanted.data);
    if (basket === null)
      return refuse("invalid_request", { message: "We do not sell one of these products." });
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
        amount_unit: amountUnit,
      });
    }
    if (path === "/products") return json(200, { products });
    if (room === "orders") {
      const order = await orders.view(id ?? "");
      return order ? json(200, order) : refuse("not_found", { message: "There is no such order." });
    }
    if (room === "donations") {
      const donation = await orders.viewDonation(id ?? "");
      if (donation) return json(200, donation);
      return refuse("not_found", { message: "This donation has not arrived yet." });
    }
    const asset = await checkoutAsset(path);
    if (asset === null) return refuse("not_found", { message: "There is nothing here." });
    const body = Buffer.from(asset.body);
    return { status: 200, headers: { ...page, "content-type": asset.contentType }, body };
  };

  const route = async (request: ShopRequest): Promise<ShopResponse> => {
    const { method, path } = request;
    if (path === "/orders") return method === "POST" ? place(request) : refuseMethod("POST");
    const found = await read(path);
    const isRead = method === "GET" || method === "HEAD";
    return isRead || found.status === 404 ? found : refuseMethod("GET, HEAD");
  };

  return async (request) => {
    const answer = await route(request).catch(tellFailure);
    // What was left of the body is not read, so no other request can follow it.
    return request.body.kind === "too_large"
      ? withHeaders(answer, { connection: "close" })
      : answer;
  };
}

function refuseMethod(allow: string): ShopResponse {
  const answer = refuse("method_not_allowed", { message: `Only ${allow} is answered here.` });
  return withHeaders(answer, { allow });
}

function parse(body: ShopRequest["body"]): unknown {
  if (body.kind === "parsed") return body.value;
  if (body.kind !== "raw") return undefined; // it did not come whole
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body.bytes));
  } catch {
    return undefined; // which is no order
  }
}

/** A database that does not answer, as the payments say it; everything else is a bug. */
function tellFailure(error: unknown): ShopResponse {
  if (!isPaymentsError(error)) return answerBug(error);
  const { code, message, retryable, cause } = error;
  console.error(`${message} (${cause instanceof Error ? cause.message : cause})`);
  return json(HTTP_STATUS[code], { error: { code, message, retryable } });
}
