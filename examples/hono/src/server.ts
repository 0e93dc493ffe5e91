import { fetchPayments } from "@chargeonce/fetch";
import { openShop } from "@chargeonce-examples/shop";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";

async function start(): Promise<void> {
  const shop = await openShop(process.env);
  const app = new Hono();

  app.mount("/payments", fetchPayments(shop.payments));

  app.all("*", bodyLimit({ maxSize: 64 * 1024 }), async ({ req }) => {
    const { method, path } = req;
    const { body, ...answer } = await shop.answer({ method, path, body: await req.text() });
    return new Response(body, answer);
  });

  await shop.serve(getRequestListener(app.fetch));
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
