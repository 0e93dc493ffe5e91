import type { Judge } from "./trial.ts";

/** Nothing that can still be paid lies at Stripe for ever: what nobody came back for is canceled. */
export const noneLeftOpen: Judge = function* ({ world, endings }) {
  const open = new Set(endings.flatMap(({ leftOpen }) => leftOpen));
  for (const id of open)
    if (!world.history.beside.has(id)) yield `${id} could still be paid after days`;
};
