import { expressPayments } from "@chargeonce/express";
import { answerBug, openShop } from "@chargeonce-examples/shop";
import express, { type ErrorRequestHandler } from "express";

async function start(): Promise<void> {
  const shop = await openShop(process.env);
  const app = express().disable("x-powered-by");

  app.use("/payments", expressPayments(shop.payments));

  app.use((request, response) => shop.answerNode(request, response));
  app.use(answerFailure);

  await shop.serve(app);
}

/** Express itself would answer a bug in HTML. */
const answerFailure: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status, headers, body } = answerBug(error);
  response.status(status).set(headers).send(body);
};

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
