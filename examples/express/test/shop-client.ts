import { randomUUID } from "node:crypto";

/** An answer with its JSON body. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // The tests say what they expect of it, field by field.
  readonly body: Record<string, unknown>;
}

/** POSTs JSON, with a new key unless `headers` brings another. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = { "idempotency-key": randomUUID() },
): Promise<Reply> {
  return reply(
    await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
}

export async function get(url: string): Promise<Reply> {
  return reply(await fetch(url));
}

async function reply(response: Response): Promise<Reply> {
  // Whatever is no object fails the test's expectation of its fields.
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

/** The error's code in an answer. */
export function codeOf({ body }: Reply): unknown {
  const { error } = body;
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

/** Places an order of one bag of beans, which costs 1450. @returns Its id. */
export async function orderBeans(shopUrl: string): Promise<string> {
  const placed = await post(`${shopUrl}/orders`, { items: [{ product_id: "beans", quantity: 1 }] });
  return String(placed.body.order_id);
}

/** The body of process for such an order. */
export function beansBy(method: string, orderId: string): object {
  return { amount: 1450, currency: "usd", order_id: orderId, payment_method_id: method };
}
