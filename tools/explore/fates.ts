/** What becomes of one request. */
export type Fate =
  | "arrives"
  | "its answer is lost"
  | "is lost"
  | "comes late"
  | "is let in and executed late"
  | "a copy comes late"
  | "500, not executed"
  | "500, executed"
  | "429"
  | "502"
  | "502, executed"
  | "is silent"
  | "400, not kept"
  | "500, not kept";

/** What may happen to any request. */
export const TROUBLE: readonly Fate[] = [
  "its answer is lost",
  "its answer is lost",
  "is lost",
  "comes late",
  "comes late",
  "comes late",
  "is let in and executed late",
  "a copy comes late",
  "a copy comes late",
  "500, not executed",
  "500, executed",
  "429",
  "502",
  "502, executed",
  "is silent",
];

/** What happens to requests that are mostly slow. */
export const SLOWNESS: readonly Fate[] = [
  "comes late",
  "comes late",
  "comes late",
  "comes late",
  "comes late",
  "comes late",
  "is let in and executed late",
  "a copy comes late",
  "its answer is lost",
  "500, not executed",
  "is silent",
];

/** What else may happen to the repetition of a request that is still on its way: Stripe, or what stands before it, answers and keeps nothing. */
export const OWN_ANSWERS: readonly Fate[] = ["400, not kept", "500, not kept"];
