import type { Judge } from "./trial.ts";

/** I4: with transactions each effect is heard exactly once. */
export const toldOnce: Judge = function* ({ world }) {
  if (!world.plan.transactions) return;
  const counts = new Map<string, number>();
  for (const { effectKey } of world.history.told)
    counts.set(effectKey, (counts.get(effectKey) ?? 0) + 1);
  for (const [key, count] of counts) if (count > 1) yield `${key} was heard ${count} times`;
};
