import type { Fault, LateAnswer } from "../faults/fault.ts";

type NamedFault = Extract<Fault, string>;

/** What a form can switch on: the faults that are a word, `slow`, and late execution by what the client meets. */
export type FaultChoice = NamedFault | "slow" | `late_${LateAnswer}`;

/** What the choice means, for whoever makes it. */
export const FAULT_CHOICES: Readonly<Record<FaultChoice, string>> = {
  lose_request: "connection breaks before Stripe reads the request",
  lose_response: "executed, then the connection breaks",
  silence_before: "not executed, and never answered",
  silence_after: "executed, and never answered",
  error_500_before: "not executed; the 500 is saved under the key",
  error_500_after: "executed; the 500 is saved under the key",
  error_502: "a proxy answers; not executed",
  rate_limit_429: "not executed",
  rate_limit_429_should_retry: "not executed; the SDK tries again",
  lock_timeout: "429, another request holds the object",
  idempotency_key_in_use: "409, the first request is still at work",
  truncate_body: "executed; the answer ends in the middle",
  malformed_json: "executed; the answer is no JSON",
  slow: "executed after the milliseconds",
  hang: "waits until you release it, then executes",
  late_reset: "connection breaks; executed later",
  late_silence: "never answered; executed later",
  late_error_500: "500 that is not saved; executed later",
  late_error_502: "a proxy answers 502; executed later",
  late_error_504: "a proxy answers 504; executed later",
};

/** Late execution happens after `ms`, or at the release when there is none. Null when the choice needs them. */
export function toFault(choice: FaultChoice, ms: number | undefined): Fault | null {
  if (choice === "slow") return ms === undefined ? null : { slowMs: ms };
  if (!choice.startsWith("late_")) return choice as NamedFault; // All others are a word.
  const late = choice.slice("late_".length) as LateAnswer; // By the template of FaultChoice.
  return ms === undefined ? { late } : { late, afterRealMs: ms };
}

export function describeFault(fault: Fault): string {
  if (typeof fault === "string") return fault;
  if ("slowMs" in fault) return `slow, ${fault.slowMs} ms`;
  const after = fault.afterRealMs ?? fault.afterMs;
  return `late_${fault.late}, ${after === undefined ? "until released" : `after ${after} ms`}`;
}
