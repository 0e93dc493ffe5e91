import type { StatusChange } from "../history.ts";
import type { Judge } from "./trial.ts";

/** I5: a confirm that tells a status tells one that the intent had while it was asked, and none of an earlier time. */
export const trueStatus: Judge = function* ({ world }) {
  for (const { operation, body, answers } of world.history.taps) {
    const id = String(body.payment_intent_client_secret ?? "").split("_secret_")[0] ?? "";
    const changes = world.history.statuses.get(id);
    if (operation !== "confirm" || changes === undefined) continue;
    for (const { code, status, call, order } of answers) {
      if (code !== "ok" || status === null || status === "review") continue;
      if (!statusesBetween(changes, call.begun, order).includes(status))
        yield `${call.tap.key ?? "a confirm without key"} was told ${status}, which ${id} was no more`;
    }
  }
};

function statusesBetween(changes: readonly StatusChange[], begun: number, ended: number): string[] {
  const before = changes.findLast(({ order }) => order <= begun);
  const during = changes.filter(({ order }) => order > begun && order <= ended);
  return [...(before ? [before] : []), ...during].map(({ status }) => status);
}
