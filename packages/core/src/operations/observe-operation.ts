import type { Engine } from "../engine.ts";
import { HTTP_STATUS, isPaymentsError, type PaymentsErrorCode } from "../errors.ts";
import { SILENT } from "../observability/guard-telemetry.ts";
import type { OpenSpan } from "../observability/instruments.ts";
import type { SpanName } from "../ports/telemetry-names.ts";
import { explainRefusal } from "./explain-refusal.ts";
import type { OperationName } from "./operation-name.ts";

/**
 * Measures one operation: its span, how it ended, how long it took. A refusal of the client's request is an outcome
 * and no failure of the span. What is the operator's to mend is logged, and the caller hears what is left of it.
 */
export async function observeOperation<Result>(
  engine: Engine,
  operation: OperationName,
  work: (span: OpenSpan) => Promise<Result>,
): Promise<Result> {
  try {
    return await measureOperation(engine, operation, work);
  } catch (error) {
    throw explainRefusal(engine, operation, error);
  }
}

async function measureOperation<Result>(
  { telemetry, clock }: Engine,
  operation: OperationName,
  work: (span: OpenSpan) => Promise<Result>,
): Promise<Result> {
  if (!telemetry.active) return work(SILENT);
  const startedMs = clock.now().getTime();
  const name: SpanName = `chargeonce.${operation}`;
  const measure = (outcome: "ok" | PaymentsErrorCode) => {
    const by = { "chargeonce.operation": operation, "chargeonce.outcome": outcome };
    // A clock may jump back meanwhile.
    const seconds = Math.max(0, clock.now().getTime() - startedMs) / 1_000;
    telemetry.count("chargeonce.operations", by);
    telemetry.record("chargeonce.operation.duration", seconds, by);
  };
  const ended = await telemetry.span(name, { "chargeonce.operation": operation }, async (span) => {
    try {
      const result = await work(span);
      span.set({ "chargeonce.outcome": "ok" });
      measure("ok");
      return { result };
    } catch (error) {
      const code = isPaymentsError(error) ? error.code : "internal_error";
      const paymentId = isPaymentsError(error) ? error.details.payment_id : undefined;
      span.set({ "chargeonce.outcome": code, "chargeonce.payment.id": paymentId });
      if (HTTP_STATUS[code] >= 500) span.fail(code, error);
      measure(code);
      return { error };
    }
  });
  if ("error" in ended) throw ended.error;
  return ended.result;
}

/** Measures operations that answer with a payment, or something about one. */
export function observerOf(engine: Engine) {
  return <Result>(name: OperationName, work: () => Promise<Result>): Promise<Result> =>
    observeOperation(engine, name, async (span) => {
      const result = await work();
      span.set({ "chargeonce.payment.id": paymentIdOf(result) });
      return result;
    });
}

/** The payment that an answer or a record is about. */
export function paymentIdOf(result: unknown): string | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  const id =
    "payment_id" in result
      ? result.payment_id
      : "orderRef" in result && "id" in result
        ? result.id
        : null;
  return typeof id === "string" ? id : undefined;
}
