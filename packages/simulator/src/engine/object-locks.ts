import { StripeFailure } from "./stripe-failure.ts";

/** One request at a time may change an object; a second one is refused at once. */
export interface ObjectLocks {
  /** All of them or none. @throws StripeFailure 429 `lock_timeout` while another request holds one of the objects. */
  take(ids: readonly string[]): void;
  release(ids: readonly string[]): void;
}

export function createObjectLocks(): ObjectLocks {
  const held = new Set<string>();
  return {
    take(ids) {
      if (ids.some((id) => held.has(id))) throw lockTimeout();
      for (const id of ids) held.add(id);
    },
    release(ids) {
      for (const id of ids) held.delete(id);
    },
  };
}

export function lockTimeout(): StripeFailure {
  return new StripeFailure({
    status: 429,
    error: {
      type: "invalid_request_error",
      code: "lock_timeout",
      message:
        "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request. If you see this error frequently and are making multiple concurrent requests to a single object, make your requests serially or at a lower rate. For more details, see https://stripe.com/docs/rate-limits#object-lock-timeouts.",
    },
    headers: { "stripe-should-retry": "true", "stripe-rate-limited-reason": "resource-specific" },
  });
}
