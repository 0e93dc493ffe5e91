import { expressPayments } from "@chargeonce/express";
import { openShop } from "@chargeonce-examples/shop";
import express from "express";

async function start(): Promise<void> {
  const shop = await openShop(process.env);
  const app = express().disable("x-powered-by");

  app.use("/payments", expressPayments(shop.payments));

  app.use(express.text({ type: "application/json", limit: "64kb" }));
  app.use(async (request, response) => {
    const { method, path } = request;
    const text = typeof request.body === "string" ? request.body : "";
    const { status, headers, body } = await shop.answer({ method, path, body: text });
    response.status(status).set(headers).send(body);
  });

  await shop.serve(app);
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
