import { isSeen, type Judge } from "./trial.ts";

/** I2: money that Stripe took or holds is told, or a person sees it. */
export const nothingLost: Judge = function* (trial) {
  const { world } = trial;
  const { charges, told, beside, closed } = world.history;
  for (const { intentId } of charges) {
    // Whoever closed it had seen it.
    if (beside.has(intentId) || closed.has(intentId)) continue;
    const intent = world.stripe.intent(intentId);
    const heard = told.filter((each) => each.intentId === intentId).map(({ kind }) => kind);
    const wanted = intent.status === "requires_capture" ? "authorized" : "succeeded";
    // A hold that ended without being captured took nothing.
    if (intent.status === "canceled") continue;
    if (heard.includes(wanted) || heard.includes("review") || isSeen(trial, intentId)) continue;
    yield `${intentId} is ${intent.status} and nobody was told (heard: ${heard.join(", ") || "nothing"})`;
  }
};
