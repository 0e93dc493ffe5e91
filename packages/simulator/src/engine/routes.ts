import type * as z from "zod";
import type { Caller } from "./api-types.ts";
import { retrieveCharge } from "./charges/retrieve.ts";
import { listEvents, listEventsParameters, retrieveEvent } from "./events/read.ts";
import type { Expandable } from "./expand.ts";
import { expand, hash } from "./parameters.ts";
import { cancelPaymentIntent } from "./payment-intents/cancel.ts";
import { capturePaymentIntent } from "./payment-intents/capture.ts";
import { confirmPaymentIntent } from "./payment-intents/confirm.ts";
import { createPaymentIntent } from "./payment-intents/create.ts";
import * as paymentIntents from "./payment-intents/parameters.ts";
import { listPaymentIntents, retrievePaymentIntent } from "./payment-intents/retrieve.ts";
import { updatePaymentIntent } from "./payment-intents/update.ts";
import { createPaymentMethod } from "./payment-methods/create.ts";
import { retrievePaymentMethod } from "./payment-methods/find.ts";
import * as paymentMethods from "./payment-methods/parameters.ts";
import { createRefund } from "./refunds/create.ts";
import { createRefundParameters } from "./refunds/parameters.ts";
import { retrieveRefund } from "./refunds/retrieve.ts";
import type { World } from "./world.ts";

/** One endpoint. `run` gets parameters that `parameters` has checked. */
export interface Route {
  readonly name: string;
  readonly method: "GET" | "POST";
  /** `:id` stands for one path segment. */
  readonly path: string;
  /** Whether a publishable key may call it. */
  readonly publishable: boolean;
  /** Whether it changes the object that the path names, and so locks it. */
  readonly locks: boolean;
  readonly parameters: z.ZodType;
  /** The kind of object it answers with, alone or in a list. */
  readonly answers: Expandable;
  run(world: World, caller: Caller, params: unknown, id: string): object;
}

interface Definition<T extends z.ZodType> {
  answers: Expandable;
  parameters: T;
  publishable?: boolean;
  run: (world: World, caller: Caller, params: z.output<T>, id: string) => object;
}

function route<T extends z.ZodType>(
  name: string,
  [method, path]: readonly ["GET" | "POST", string],
  { answers, parameters, publishable = false, run }: Definition<T>,
): Route {
  return {
    name,
    method,
    path,
    publishable,
    locks: method === "POST" && path.includes(":id"),
    answers,
    parameters,
    // The engine calls `run` with nothing but the output of `parameters`.
    run: (world, caller, params, id) => run(world, caller, params as z.output<T>, id),
  };
}

const onlyExpand = hash({ expand });

export const ROUTES: readonly Route[] = [
  route("payment_intents.create", ["POST", "/v1/payment_intents"], {
    answers: "payment_intent",
    parameters: paymentIntents.createParameters,
    run: createPaymentIntent,
  }),
  route("payment_intents.list", ["GET", "/v1/payment_intents"], {
    answers: "payment_intent",
    parameters: paymentIntents.listPaymentIntentsParameters,
    run: listPaymentIntents,
  }),
  route("payment_intents.retrieve", ["GET", "/v1/payment_intents/:id"], {
    answers: "payment_intent",
    parameters: paymentIntents.retrieveParameters,
    publishable: true,
    run: retrievePaymentIntent,
  }),
  route("payment_intents.update", ["POST", "/v1/payment_intents/:id"], {
    answers: "payment_intent",
    parameters: paymentIntents.updateParameters,
    run: updatePaymentIntent,
  }),
  route("payment_intents.confirm", ["POST", "/v1/payment_intents/:id/confirm"], {
    answers: "payment_intent",
    parameters: paymentIntents.confirmParameters,
    publishable: true,
    run: confirmPaymentIntent,
  }),
  route("payment_intents.capture", ["POST", "/v1/payment_intents/:id/capture"], {
    answers: "payment_intent",
    parameters: paymentIntents.captureParameters,
    run: capturePaymentIntent,
  }),
  route("payment_intents.cancel", ["POST", "/v1/payment_intents/:id/cancel"], {
    answers: "payment_intent",
    parameters: paymentIntents.cancelParameters,
    run: cancelPaymentIntent,
  }),
  route("payment_methods.create", ["POST", "/v1/payment_methods"], {
    answers: "payment_method",
    parameters: paymentMethods.createParameters,
    publishable: true,
    run: (world, caller, params) => createPaymentMethod(world, caller, params).object,
  }),
  route("payment_methods.retrieve", ["GET", "/v1/payment_methods/:id"], {
    answers: "payment_method",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrievePaymentMethod(world, caller, id),
  }),
  route("charges.retrieve", ["GET", "/v1/charges/:id"], {
    answers: "charge",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrieveCharge(world, caller, id),
  }),
  route("refunds.create", ["POST", "/v1/refunds"], {
    answers: "refund",
    parameters: createRefundParameters,
    run: createRefund,
  }),
  route("refunds.retrieve", ["GET", "/v1/refunds/:id"], {
    answers: "refund",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrieveRefund(world, caller, id),
  }),
  route("events.list", ["GET", "/v1/events"], {
    answers: "event",
    parameters: listEventsParameters,
    run: listEvents,
  }),
  route("events.retrieve", ["GET", "/v1/events/:id"], {
    answers: "event",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrieveEvent(world, caller, id),
  }),
];

export interface RouteMatch {
  readonly route: Route;
  /** What stands for `:id`, decoded; empty when the path has none. */
  readonly id: string;
}

export function matchRoute(method: string, path: string): RouteMatch | null {
  const segments = path.split("/");
  for (const route of ROUTES) {
    if (route.method !== method) continue;
    const pattern = route.path.split("/");
    if (pattern.length !== segments.length) continue;
    const at = pattern.indexOf(":id");
    const id = at === -1 ? "" : decodeSegment(segments[at] ?? "");
    const fits = pattern.every((part, index) => part === ":id" || part === segments[index]);
    if (fits && (at === -1 || id !== "")) return { route, id };
  }
  return null;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
