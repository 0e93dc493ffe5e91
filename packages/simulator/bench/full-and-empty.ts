import { type Bench, medians } from "../../../tools/bench/bench.ts";
import { createSimulator } from "../src/index.ts";
import { confirm, create } from "./shared/pay.ts";

/** Whether what is stored slows down what is new. */
export const bench: Bench = {
  title: "A simulator that has seen many payments, beside one that has not",
  size: 10_000,
  async run(size) {
    const full = createSimulator({ seed: 1 });
    const empty = createSimulator({ seed: 1 });
    for (let n = 0; n < size; n += 1) confirm(full, create(full, `old-${n}`));
    const times = await medians(
      [
        { name: "full", run: (turn) => confirm(full, create(full, `new-${turn}`)) },
        { name: "empty", run: (turn) => confirm(empty, create(empty, `new-${turn}`)) },
        { name: "replay", run: (turn) => create(full, `new-${turn}`) },
      ],
      Math.ceil(size / 10),
    );
    const [whenFull = Number.NaN, whenEmpty = Number.NaN, replay = Number.NaN] = times.values();
    return [
      { name: "create and confirm on the empty one, median", value: whenEmpty, unit: "ms" },
      { name: "create and confirm on the full one, median", value: whenFull, unit: "ms", below: 2 },
      { name: "full to empty", value: whenFull / whenEmpty, unit: "×", below: 2 },
      { name: "a replay on the full one, median", value: replay, unit: "ms", below: 1 },
    ];
  },
};
