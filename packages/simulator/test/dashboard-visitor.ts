import { type ClientRequest, request } from "node:http";
import { afterEach } from "vitest";
import type { Simulator } from "../src/index.ts";
import { CARD_ONLY, type Setup } from "./stripe-client.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Somebody on this machine who uses the dashboard without a browser. */
export interface DashboardVisitor {
  readonly url: string;
  send(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: string },
  ): Promise<Answer>;
  /** The HTML of a page. */
  look(path: string): Promise<string>;
  /** Presses a button, follows the way back, and returns the sentence that the page then shows. */
  press(action: string, fields?: Record<string, string>): Promise<string>;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

export async function visitDashboard(simulator: Simulator): Promise<DashboardVisitor> {
  const { url, port, close } = await simulator.listen({ deliverWebhooks: false });
  closers.push(close);

  const send: DashboardVisitor["send"] = (method, path, { headers = {}, body = "" } = {}) =>
    new Promise((resolve, reject) => {
      // Unlike `fetch` it lets a test say any Host.
      const sent: ClientRequest = request({ port, host: "127.0.0.1", method, path, headers });
      sent.once("error", reject);
      sent.once("response", async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
      sent.end(body);
    });

  async function look(path: string): Promise<string> {
    const { status, text } = await send("GET", path);
    if (status === 200) return text;
    throw new Error(`${path} answered ${status}.`);
  }

  return {
    url,
    send,
    look,
    async press(action, fields = {}) {
      const body = new URLSearchParams({ back: "/dashboard", ...fields }).toString();
      const { status, headers } = await send("POST", `/dashboard/do/${action}`, { body });
      if (status !== 303) throw new Error(`The button ${action} answered ${status}.`);
      const page = await look(String(headers.location));
      return /<div class="notice [^>]*><p>(.*?)<\/p>/s.exec(page)?.[1] ?? "";
    },
  };
}

/** A payment of 10.99 that is paid unless `params` say otherwise. */
export function pay({ stripe }: Setup, params: object = {}, idempotencyKey?: string) {
  return stripe.paymentIntents.create(
    { ...CARD_ONLY, payment_method: "pm_card_visa", confirm: true, ...params },
    idempotencyKey === undefined ? {} : { idempotencyKey },
  );
}

/** Endpoints that answer as told, without a network. */
export function answeringWith(status: number, body = ""): typeof fetch {
  return async () => new Response(body, { status });
}
