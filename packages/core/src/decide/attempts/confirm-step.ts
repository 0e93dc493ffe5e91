import type { PaymentFailure, StepAttempt } from "../../records/payment.ts";

/** What confirm should do next, once Stripe's truth is merged and the order agrees. */
export type ConfirmStep =
  /** Tell the status. */
  | { readonly do: "answer" }
  /** Tell why the last try failed. `attempt` is whose failure it is, so that its keys hear it from now on; null without one. */
  | {
      readonly do: "tell_failure";
      readonly failure: PaymentFailure;
      readonly attempt: StepAttempt | null;
    }
  /** There is nothing to confirm with. */
  | { readonly do: "ask_for_method" }
  /** Somebody is confirming or authenticating with another method right now. */
  | { readonly do: "wait"; readonly until: Date | null }
  /** Cancel the intent: whatever is on its way can then only be refused. The order starts over. */
  | { readonly do: "fence" }
  /** Too many tries have failed. */
  | { readonly do: "refuse_tries"; readonly until: Date }
  /** Repeat the open attempt under its own key. */
  | { readonly do: "resend"; readonly attempt: StepAttempt }
  /** Write the next attempt ahead and send it. */
  | {
      readonly do: "start";
      /** As the client named it; null for the one on the intent. */
      readonly method: string | null;
      /** Its id to name to Stripe; null only after an authentication, which naming it again might reset. */
      readonly named: string | null;
      /** The same id, whether it is named or not. */
      readonly resolved: string;
    };

/** What is asked, and when. */
export interface ConfirmAsked {
  /** What the client sent, null for "the one on the intent". */
  readonly method: string | null;
  readonly clientKeyHash: string | null;
  /** Whether the key was used before. */
  readonly keyIsKnown: boolean;
  /** The attempt that this very request has sent; null before it sent one. */
  readonly sent: StepAttempt | null;
  readonly now: Date;
  readonly stripeDeadlineMs: number;
}
