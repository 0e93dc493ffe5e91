import { randomUUID } from "node:crypto";
import * as z from "zod";

const Processed = z.object({
  client_secret: z.string().min(1),
  status: z.literal("requires_confirmation"),
});
const Confirmed = z.object({ status: z.literal("succeeded"), payment_id: z.string().min(1) });

/**
 * Makes one donation of 10.00 with a test card, as an app does it.
 *
 * @param amount As the server counts: 1000 in the smallest unit, "10.00" in the standard one.
 * @returns The payment's id.
 * @throws Error naming the request and the answer that was not as the wire contract says.
 */
export async function payOnce(origin: string, amount: number | string = 1000): Promise<string> {
  const donation = { amount, currency: "usd", payment_method_id: "pm_card_visa" };
  const processed = await post(`${origin}/payments/process`, donation, Processed);
  const secret = { payment_intent_client_secret: processed.client_secret };
  return (await post(`${origin}/payments/confirm`, secret, Confirmed)).payment_id;
}

async function post<T>(url: string, body: object, shape: z.ZodType<T>): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": randomUUID() },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  const said = `POST ${url} answered ${response.status} ${text}`;
  if (response.status !== 200) throw new Error(said);
  const parsed = shape.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${said}\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
