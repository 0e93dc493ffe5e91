import { expressPayments } from "@chargeonce/express";
import { openShop, SHOP_LIMIT_BYTES } from "@chargeonce-examples/shop";
import express from "express";
import { onRequest } from "firebase-functions/https";
import { answerForFramework } from "./framework-answers.ts";

const shop = await openShop(process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
const answersItself = answerForFramework(shop.config.port, (path) => {
  const route = path.startsWith("/payments/") ? shop.payments.http.match(path.slice(9)) : null;
  return route?.limitBytes ?? SHOP_LIMIT_BYTES;
});
const app = express().disable("x-powered-by");

// Firebase has parsed the body, and keeps the bytes that Stripe signed as `request.rawBody`.
app.use("/payments", expressPayments(shop.payments));

app.use((request, response) => shop.answerNode(request, response));

export const store = onRequest((request, response) => {
  answersItself(response);
  app(request, response);
});

// Functions Framework owns the server, and ends it at once on SIGTERM: what was open then, the next start finishes.
shop.begin(`http://${shop.config.host}:${shop.config.port}`);
