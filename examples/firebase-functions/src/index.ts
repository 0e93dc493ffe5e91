import { expressPayments } from "@chargeonce/express";
import { openShop } from "@chargeonce-examples/shop";
import express from "express";
import { onRequest } from "firebase-functions/https";

const shop = await openShop(process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
const app = express().disable("x-powered-by");

// Firebase has parsed the body, and keeps the bytes that Stripe signed as `request.rawBody`.
app.use("/payments", expressPayments(shop.payments));

app.use(async (request, response) => {
  const { method, path } = request;
  const { status, headers, body } = await shop.answer({ method, path, body: textOf(request) });
  response.status(status).set(headers).send(body);
});

export const store = onRequest((request, response) => {
  app(request, response);
});

function textOf(request: object): string {
  return "rawBody" in request && request.rawBody instanceof Buffer ? `${request.rawBody}` : "";
}

// Functions Framework owns the server, and ends it at once on SIGTERM: what was open then, the next start finishes.
shop.begin(`http://${shop.config.host}:${shop.config.port}`);
