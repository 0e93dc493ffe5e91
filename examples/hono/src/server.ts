import { fetchPayments } from "@chargeonce/fetch";
import { answerBug, openShop, refuse, type ShopResponse } from "@chargeonce-examples/shop";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";

type OnNode = Context<{ Bindings: HttpBindings }>;

async function start(): Promise<void> {
  const shop = await openShop(process.env);
  const answer = async ({ env }: OnNode) => {
    await shop.answerNode(env.incoming, env.outgoing);
    return RESPONSE_ALREADY_SENT;
  };
  const pay = fetchPayments(shop.payments, {
    basePath: "/payments",
    otherwise: (_request, c: OnNode) => answer(c),
  });

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.all("/payments/*", (c) => pay(c.req.raw, c));
  app.all("*", answer);
  app.onError((error) => responseOf(answerBug(error)));

  await shop.serve(getRequestListener(app.fetch, { errorHandler: answerUnreadable }));
}

/** What cannot be made a `Request`, such as one for a host that is no host, never reaches Hono. */
function answerUnreadable(): Response {
  return responseOf(refuse("invalid_request", { message: "The request's address is none." }));
}

function responseOf({ status, headers, body }: ShopResponse): Response {
  return new Response(body, { status, headers });
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
