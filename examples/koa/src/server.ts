import { koaPayments } from "@chargeonce/koa";
import { answerBug, openShop } from "@chargeonce-examples/shop";
import Koa, { type Context, type Next } from "koa";

async function start(): Promise<void> {
  const shop = await openShop(process.env);
  const app = new Koa();

  app.use(answerFailure);
  app.use(koaPayments(shop.payments, { basePath: "/payments" }));

  app.use(async (ctx) => {
    ctx.respond = false; // the shop writes to Node's own response
    await shop.answerNode(ctx.req, ctx.res);
  });

  await shop.serve(app.callback());
}

/** Koa itself would answer a bug in plain text. */
async function answerFailure(ctx: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    const { status, headers, body } = answerBug(error);
    ctx.status = status;
    ctx.set(headers);
    ctx.body = body;
  }
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
