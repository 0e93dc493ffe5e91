import type { Route } from "./trace-request.ts";

/** The requests that the gateway makes, as traces and metrics name them: without ids. */
export const ROUTES = {
  create: { name: "create", method: "POST", path: "/v1/payment_intents" },
  confirm: { name: "confirm", method: "POST", path: "/v1/payment_intents/{id}/confirm" },
  retrieve: { name: "retrieve", method: "GET", path: "/v1/payment_intents/{id}" },
  update: { name: "update", method: "POST", path: "/v1/payment_intents/{id}" },
  cancel: { name: "cancel", method: "POST", path: "/v1/payment_intents/{id}/cancel" },
  listPaymentIntents: { name: "list_intents", method: "GET", path: "/v1/payment_intents" },
  listEvents: { name: "list_events", method: "GET", path: "/v1/events" },
  listRefunds: { name: "list_refunds", method: "GET", path: "/v1/refunds" },
  listDisputes: { name: "list_disputes", method: "GET", path: "/v1/disputes" },
  askTime: { name: "ask_time", method: "GET", path: "/v1/events" },
} as const satisfies Record<string, Route>;
