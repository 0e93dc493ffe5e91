import { DEFINITE_NO, type Judge } from "./trial.ts";

/** I5: a key that was told a decline is told no other one. */
export const sameDecline: Judge = function* ({ world }) {
  for (const { key, operation, answers } of world.history.taps) {
    if (key === null || operation !== "confirm") continue;
    const told = new Set(answers.map(({ code }) => code).filter((code) => DEFINITE_NO.has(code)));
    if (told.size > 1) yield `${key} was told ${[...told].join(", then ")}`;
  }
};
