import type Stripe from "stripe";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { StripeAnswer } from "../ports/stripe-gateway.ts";
import { classifyStripeError } from "./classify-error.ts";
import { factsOfError, factsOfResponse } from "./read-http-facts.ts";
import type { Asked, Route, TraceRequest } from "./trace-request.ts";

/** Answers that mean "nothing was executed, ask again": worth another try inside the deadline. */
const WORTH_RETRYING: ReadonlySet<string> = new Set<StripeAnswer["kind"]>([
  "in_use",
  "rate_limited",
]);
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 3_000;

/** One question to Stripe. */
export interface Question<Sent, Answer> {
  readonly route: Route;
  readonly deadlineAt: Date;
  readonly request: (options: Stripe.RequestOptions) => Promise<Sent>;
  /** What the SDK returned, as an answer of the port. */
  readonly read: (sent: Sent) => Answer;
  /** What it threw, likewise. */
  readonly fail: (answer: StripeAnswer) => Answer;
}

/** Sends until the answer is worth telling or the deadline has come. */
export type Send = <Sent, Answer extends { readonly kind: string }>(
  question: Question<Sent, Answer>,
) => Promise<Answer>;

/** @param options.deadlineMs Longest that one question may take, whatever the clock does meanwhile. */
export function createSender(options: {
  clock: Clock;
  ids: Ids;
  deadlineMs: number;
  trace: TraceRequest;
  /** Hears what the SDK returned, whatever it means. */
  hear: (sent: unknown) => void;
}): Send {
  const { clock, ids, deadlineMs, trace, hear } = options;
  return async (question) => {
    const { route, deadlineAt, request, fail } = question;
    let last = fail({ kind: "not_sent" });
    let pausedMs = 0;
    for (let tries = 0; ; tries += 1) {
      const remainingMs = deadlineAt.getTime() - clock.now().getTime();
      if (remainingMs <= 0) return last;
      const timeout = Math.min(remainingMs, deadlineMs);
      last = await trace({ route, resends: tries }, () =>
        once(() => request({ timeout, maxNetworkRetries: 0 }), question, hear),
      );
      if (!WORTH_RETRYING.has(last.kind)) return last;
      const ceilingMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** tries);
      const pauseMs = Math.ceil(ceilingMs * (0.5 + ids.fraction() / 2));
      if (clock.now().getTime() + pauseMs >= deadlineAt.getTime()) return last;
      // A clock that jumps back moves the deadline away; the pauses are counted without it.
      pausedMs += pauseMs;
      if (pausedMs >= deadlineMs) return last;
      await clock.sleep(pauseMs);
    }
  };
}

async function once<Sent, Answer>(
  request: () => Promise<Sent>,
  { read, fail }: Question<Sent, Answer>,
  hear: (sent: unknown) => void,
): Promise<Asked<Answer>> {
  let sent: Sent;
  try {
    sent = await request();
  } catch (error) {
    const answer = classifyStripeError(error);
    if (answer === null) throw error;
    return { answer: fail(answer), ...factsOfError(error) };
  }
  hear(sent);
  return { answer: read(sent), ...factsOfResponse(sent) };
}
