import type { HttpRequest } from "@chargeonce/core";

/** A request as any framework can say it. */
export type ShopRequest = Omit<HttpRequest, "context">;

export interface ShopResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer<ArrayBuffer>;
}

/** The codes of the shop's own refusals: those of the payments' contract, and one for what is not there. */
export type RefusalCode =
  | "invalid_request"
  | "not_found"
  | "method_not_allowed"
  | "payload_too_large"
  | "unsupported_media_type"
  | "internal_error";

const STATUS: Readonly<Record<RefusalCode, number>> = {
  invalid_request: 400,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  internal_error: 500,
};

export function json(status: number, value: object): ShopResponse {
  const body = Buffer.from(JSON.stringify(value));
  return {
    status,
    headers: {
      "cache-control": "no-store",
      "content-type": "application/json; charset=utf-8",
      "content-length": String(body.byteLength),
    },
    body,
  };
}

/**
 * A refusal in the shape that the payments' contract gives to every error, so that an app reads one kind of answer.
 *
 * @param status Where it is another than the code's own.
 */
export function refuse(
  code: RefusalCode,
  details: { readonly message: string; readonly issues?: object[] },
  status = STATUS[code],
): ShopResponse {
  return json(status, { error: { code, ...details, retryable: false } });
}

/** An answer with these headers too. */
export function withHeaders(
  answer: ShopResponse,
  headers: Readonly<Record<string, string>>,
): ShopResponse {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** What nobody foresaw: the log has all of it, the client a sentence. */
export function answerBug(error: unknown): ShopResponse {
  console.error(error);
  return refuse("internal_error", { message: "Something went wrong here; the log has it." });
}
