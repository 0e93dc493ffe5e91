import type { Judge } from "./trial.ts";

/** Money that another intent of a payment's took is kept for a person: among the reviews, until he has seen to it. */
export const copiesKept: Judge = function* ({ world, endings }) {
  const { charges, copies } = world.history;
  for (const id of copies) {
    const charged = charges.some(({ intentId }) => intentId === id);
    if (charged && !endings.some(({ reviews }) => reviews.includes(id)))
      yield `${id} took money for a payment that stores another intent, and is in no review`;
  }
};
