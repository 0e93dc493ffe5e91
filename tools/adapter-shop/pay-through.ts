import { ORDER, type PayingShop } from "./paying-shop.ts";
import { type Answer, post } from "./post.ts";

/** What a customer, Stripe and the application itself were told: "200 succeeded", "500 raw_body_unavailable". */
export interface Told {
  readonly process: string;
  readonly confirm: string;
  readonly webhook: string;
  /** A path below the adapter that is not its own. */
  readonly receipts: string;
}

export interface PaidThrough {
  readonly told: Told;
  /** The sentences that say what to change. */
  readonly advice: readonly string[];
  readonly headers: Headers;
}

/** What is told where everything works and the application answers 418 to whatever it gets. */
export const WORKS: Told = {
  process: "200 requires_confirmation",
  confirm: "200 succeeded",
  webhook: "200 received",
  receipts: "418",
};

/**
 * Pays Ada's order below `url` and delivers the webhook of it.
 *
 * @throws when one of the requests hangs.
 */
export async function payThrough(shop: PayingShop, url: string): Promise<PaidThrough> {
  const process = await post(`${url}/process`, ORDER);
  const secret = { payment_intent_client_secret: process.body.client_secret };
  const confirm = await post(`${url}/confirm`, secret);
  const { body, headers } = shop.successEvent();
  const webhook = await post(`${url}/webhook`, body, headers);
  const receipts = await post(`${url}/receipts`, { theirs: true });
  const refused = [process, confirm, webhook].filter(
    (answer) => answer.body.error?.code === "raw_body_unavailable",
  );
  return {
    told: {
      process: inShort(process),
      confirm: inShort(confirm),
      webhook: inShort(webhook),
      receipts: inShort(receipts),
    },
    advice: refused.map((answer) => answer.body.error?.message ?? ""),
    headers: process.headers,
  };
}

function inShort({ status, body }: Answer): string {
  return `${status} ${body.error?.code ?? body.status ?? (body.received ? "received" : "")}`.trim();
}
