import { koaPayments } from "@chargeonce/koa";
import { openShop } from "@chargeonce-examples/shop";
import { text } from "co-body";
import Koa from "koa";

async function start(): Promise<void> {
  const shop = await openShop(process.env);
  const app = new Koa();

  app.use(koaPayments(shop.payments, { basePath: "/payments" }));

  app.use(async (ctx) => {
    const { method, path } = ctx;
    const sent = await text(ctx, { limit: "64kb" });
    const { status, headers, body } = await shop.answer({ method, path, body: sent });
    ctx.status = status;
    ctx.set(headers);
    ctx.body = body;
  });

  await shop.serve(app.callback());
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
