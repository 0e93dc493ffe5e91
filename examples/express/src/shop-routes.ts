import { HTTP_STATUS, isPaymentsError } from "@chargeonce/core";
import {
  checkoutAsset,
  orderInput,
  priceBasket,
  products,
  securityHeaders,
} from "@chargeonce-examples/checkout";
import express, { type ErrorRequestHandler, type Response, type Router } from "express";
import type { Config } from "./config.ts";
import type { StripeConnection } from "./connect-stripe.ts";
import type { Orders } from "./orders.ts";

/** Everything of the shop that is not a payment: its page, its orders, and what they need to know. */
export function shopRoutes<Tx>(
  orders: Orders<Tx>,
  connection: StripeConnection,
  config: Config,
): Router {
  const { mode, apiBase, publishableKey } = connection;
  const router = express.Router();
  const headers = securityHeaders({ mode, apiBase });

  router.get("/healthz", async (_request, response) => {
    await orders.view("ord_none");
    response.json({ status: "ok" });
  });
  router.get("/config", (_request, response) => {
    response.json({
      publishable_key: publishableKey,
      mode,
      api_base: apiBase,
      confirmation_method: config.confirmationMethod,
    });
  });
  router.get("/products", (_request, response) => {
    response.json({ products });
  });
  router.post("/orders", express.json({ limit: "16kb" }), async (request, response) => {
    const wanted = orderInput.safeParse(request.body);
    if (!wanted.success) {
      const issues = wanted.error.issues.map(({ path, message }) => ({
        path: path.join("."),
        message,
      }));
      refuse(response, 400, { message: "The order cannot be read.", issues });
      return;
    }
    const basket = priceBasket(wanted.data);
    if (basket === null)
      refuse(response, 400, { message: "We do not sell one of these products." });
    else response.status(201).json(await orders.place(basket));
  });
  router.get("/orders/:id", async (request, response) => {
    const order = await orders.view(request.params.id);
    if (order === null) refuse(response, 404, { message: "There is no such order." });
    else response.set("cache-control", "no-store").json(order);
  });
  router.get("/donations/:id", async (request, response) => {
    const donation = await orders.viewDonation(request.params.id);
    if (donation === null) refuse(response, 404, { message: "This donation has not arrived yet." });
    else response.set("cache-control", "no-store").json(donation);
  });
  router.get(/.*/, async (request, response) => {
    const asset = await checkoutAsset(request.path);
    if (asset === null) refuse(response, 404, { message: "There is nothing here." });
    else
      response
        .set(headers)
        .set("cache-control", "no-cache")
        .type(asset.contentType)
        .send(asset.body);
  });
  router.use(refuseBadBody, tellOutage);
  return router;
}

/** What `express.json()` says of a body that it could not read. */
const refuseBadBody: ErrorRequestHandler = (error, _request, response, next) => {
  const status: unknown = error?.status;
  if (typeof status !== "number" || status >= 500) next(error);
  else refuse(response, status, { message: "The body is not JSON that can be read." });
};

/** A database that does not answer, as the payments say it; everything else is a bug, and Express's to answer. */
const tellOutage: ErrorRequestHandler = (error, _request, response, next) => {
  if (!isPaymentsError(error)) return next(error);
  const { code, message, retryable, cause } = error;
  console.error(`${message} (${cause instanceof Error ? cause.message : cause})`);
  response.status(HTTP_STATUS[code]).json({ error: { code, message, retryable } });
};

function refuse(
  response: Response,
  status: number,
  details: { message: string; issues?: object[] },
) {
  const code = status === 404 ? "not_found" : "invalid_request";
  response.status(status).json({ error: { code, ...details, retryable: false } });
}
