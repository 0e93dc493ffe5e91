import type Stripe from "stripe";
import type { DeliverFetch } from "../src/index.ts";

export interface Received {
  readonly url: string;
  readonly body: string;
  readonly signature: string;
  readonly event: Stripe.Event;
}

/** Takes webhooks in this process. It answers with the given statuses in turn, then with 200. */
export function createReceiver(statuses: number[] = []): {
  received: Received[];
  fetch: DeliverFetch;
  types(): string[];
} {
  const received: Received[] = [];
  return {
    received,
    types: () => received.map(({ event }) => event.type),
    async fetch(url, init) {
      const request = new Request(url, init);
      const body = await request.text();
      const signature = request.headers.get("stripe-signature") ?? "";
      received.push({ url, body, signature, event: JSON.parse(body) });
      return new Response("taken", { status: statuses.shift() ?? 200 });
    },
  };
}
