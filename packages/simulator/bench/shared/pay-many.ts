import { type Bench, medians, residentMegabytes } from "../../../../tools/bench/bench.ts";
import { createSimulator, type SimulatorOptions } from "../../src/index.ts";
import { confirm, create } from "./pay.ts";

/** What ten thousand payments may take of the resident memory; Node itself, with what it has loaded, takes some 70 MB more. */
const MOST_MEGABYTES = 200;

/** A bench that pays `size` times on one simulator, which forgets nothing: about four events each. */
export function payMany(title: string, options: SimulatorOptions): Bench {
  return {
    title,
    size: 10_000,
    // V8 sets memory aside for garbage by what the machine has, 134 MB on one with 24 GB, whatever is held. This is
    // the most that it takes in Node 20, where the flag changes nothing.
    nodeFlags: ["--max-semi-space-size=16"],
    async run(size) {
      const before = residentMegabytes();
      const simulator = createSimulator({ seed: 1, ...options });
      const created: string[] = [];
      const times = await medians(
        [
          { name: "create", run: (turn) => created.push(create(simulator, `order-${turn}`)) },
          { name: "confirm", run: (turn) => confirm(simulator, created[turn] ?? "") },
          { name: "deliver", run: () => simulator.webhooks.deliverAll() },
        ],
        size,
      );
      const resident = residentMegabytes();
      return [
        { name: "create, median", value: times.get("create") ?? Number.NaN, unit: "ms", below: 1 },
        { name: "confirm, median", value: times.get("confirm") ?? Number.NaN, unit: "ms" },
        { name: "deliver, median", value: times.get("deliver") ?? Number.NaN, unit: "ms" },
        { name: "memory taken", value: resident - before, unit: "MB", below: MOST_MEGABYTES },
        { name: "with Node itself", value: resident, unit: "MB" },
        { name: "events", value: simulator.engine.world.events.size / size, unit: "per payment" },
      ];
    },
  };
}
