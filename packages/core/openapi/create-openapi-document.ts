import * as z from "zod";
import { createDocument, type ZodOpenApiObject, type ZodOpenApiPathItemObject } from "zod-openapi";
import type { PaymentsErrorCode } from "../src/errors.ts";
import { wire } from "../src/wire/contract.ts";
import { ERROR_COMPONENT, errorResponses, NO_STORE, REPLAYED_HEADER } from "./describe-errors.ts";

const TRANSPORT: readonly PaymentsErrorCode[] = [
  "invalid_request",
  "unsupported_media_type",
  "payload_too_large",
  "method_not_allowed",
  "raw_body_unavailable",
];
const WHO: readonly PaymentsErrorCode[] = ["unauthorized", "forbidden"];
const KEY: readonly PaymentsErrorCode[] = [
  "idempotency_key_invalid",
  "idempotency_key_required",
  "idempotency_key_reused",
];
const ORDER: readonly PaymentsErrorCode[] = [
  "order_not_found",
  "order_amount_mismatch",
  "order_not_payable",
];
const BEHIND: readonly PaymentsErrorCode[] = [
  "stripe_rate_limited",
  "payment_outcome_unknown",
  "store_unavailable",
  "stripe_misconfigured",
  "internal_error",
];
const CHARGE: readonly PaymentsErrorCode[] = [
  "payment_in_progress",
  "payment_in_review",
  "payment_method_invalid",
  "amount_not_chargeable",
  "card_declined",
];

const idempotencyKey = z
  .string()
  .min(1)
  .optional()
  .meta({
    description:
      "One per tap, kept across its retries: 1 to 255 visible ASCII characters, bare or quoted (RFC 8941). Required where the server says so.",
    examples: ["8e03978e-40d5-43dd-bc93-6894a57f9324"],
  });

/** The wire contract as an OpenAPI 3.1 document. Bodies come from the schemas that the server checks them with. */
export function createOpenapiDocument() {
  const document: ZodOpenApiObject = {
    openapi: "3.1.0",
    info: {
      title: "chargeonce",
      version: "1.0.0",
      summary: "An order is charged once, and a payment that Stripe took is never lost.",
      description:
        "What an app may rely on. Paid is `status: succeeded`, and nothing else. Who asks is established by the application that mounts these paths.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/payments", description: "Where the application mounts the adapter." }],
    security: [],
    paths: { "/process": PROCESS, "/confirm": CONFIRM, "/status": STATUS, "/webhook": WEBHOOK },
    components: {
      schemas: {
        ProcessRequest: wire.processRequest,
        ProcessRequestMajor: wire.processRequestMajor,
        ProcessResponse: wire.processResponse,
        ConfirmRequest: wire.confirmRequest,
        ConfirmResponse: wire.confirmResponse,
        StatusRequest: wire.statusRequest,
        StatusResponse: wire.statusResponse,
        WebhookResponse: wire.webhookResponse,
        ...ERROR_COMPONENT,
      },
    },
  };
  return createDocument(document, {
    override: ({ jsonSchema }) => {
      // An answer may gain fields: no app may refuse those it does not know.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
}

const PROCESS: ZodOpenApiPathItemObject = {
  post: {
    operationId: "process",
    summary: "Create a PaymentIntent for an upcoming charge",
    description:
      'Nothing is confirmed here. Again for the same order: the same PaymentIntent. The amount is in the smallest unit (`ProcessRequest`), unless the server was made with `amountUnit: "major"` (`ProcessRequestMajor`).',
    requestParams: { header: z.object({ "Idempotency-Key": idempotencyKey }) },
    requestBody: json(wire.processRequest),
    responses: {
      "200": answer("The order's PaymentIntent.", wire.processResponse, REPLAYED_HEADER),
      ...errorResponses([
        ...TRANSPORT,
        ...KEY,
        ...WHO,
        ...ORDER,
        "order_already_paid",
        ...CHARGE,
        ...BEHIND,
      ]),
    },
  },
};

const CONFIRM: ZodOpenApiPathItemObject = {
  post: {
    operationId: "confirm",
    summary: "Confirm it on the server, or tell the truth about it",
    description:
      "Repeating this charges nobody twice. A decline leaves the payment open for another card.",
    requestParams: { header: z.object({ "Idempotency-Key": idempotencyKey }) },
    requestBody: json(wire.confirmRequest),
    responses: {
      "200": answer("What Stripe says.", wire.confirmResponse, REPLAYED_HEADER),
      ...errorResponses([
        ...TRANSPORT,
        ...KEY,
        ...WHO,
        ...ORDER,
        "payment_not_found",
        "payment_method_required",
        "payment_canceled",
        ...CHARGE,
        "authentication_failed",
        "too_many_attempts",
        ...BEHIND,
      ]),
    },
  },
};

const STATUS: ZodOpenApiPathItemObject = {
  post: {
    operationId: "status",
    summary: "Where a payment stands",
    description: "For an app that still holds the secret, which never travels in a URL.",
    requestBody: json(wire.statusRequest),
    responses: {
      "200": answer("Where it stands.", wire.statusResponse),
      ...errorResponses([...TRANSPORT, ...WHO, "payment_not_found", ...BEHIND]),
    },
  },
};

const WEBHOOK: ZodOpenApiPathItemObject = {
  post: {
    operationId: "webhook",
    summary: "Stripe's events",
    description: "For Stripe alone. The signature is over the raw bytes.",
    requestParams: {
      header: z.object({
        "Stripe-Signature": z.string().meta({
          description: "Not older and not newer than 300 seconds.",
          examples: [`t=1795435200,v1=${"0".repeat(64)}`],
        }),
      }),
    },
    requestBody: {
      required: true,
      content: {
        "application/json": { schema: { type: "object", description: "An Event of Stripe's." } },
      },
    },
    responses: {
      "200": answer(
        "Recorded, recorded before, or none of ours: Stripe need not send it again.",
        wire.webhookResponse,
      ),
      ...errorResponses(
        [
          "invalid_request",
          "payload_too_large",
          "method_not_allowed",
          "raw_body_unavailable",
          ...BEHIND,
        ],
        // Only a 5xx that asks for it brings the event again.
        { internal_error: 503 },
      ),
    },
  },
};

function json(schema: z.ZodType) {
  return { required: true, content: { "application/json": { schema } } };
}

function answer(description: string, schema: z.ZodType, headers: object = {}) {
  return {
    description,
    headers: { ...NO_STORE, ...headers },
    content: { "application/json": { schema } },
  };
}
