import { parseArgs } from "node:util";

/** The port call at which a server kills itself: before anybody has heard of it, or after it was executed. */
export interface Kill {
  /** From 1. */
  readonly at: number;
  readonly when: "before" | "after";
}

/** What a server process is started with. */
export interface Life {
  /** Null for a server that lives until somebody else ends it. */
  readonly kill: Kill | null;
  /** Whether it runs the worker. */
  readonly worker: boolean;
  /** How far its clock is ahead of the machine's, in milliseconds: the time that passed while no server ran. */
  readonly aheadMs: number;
}

/** The shop a server process belongs to. */
export interface World {
  /** Path of the database. */
  readonly file: string;
  /** Where Stripe is. */
  readonly stripeUrl: string;
}

/** The arguments of `server.ts`. Keys are not among them: they come by the environment. */
export function argumentsOf({ file, stripeUrl }: World, { kill, worker, aheadMs }: Life): string[] {
  return [
    `--file=${file}`,
    `--stripe-url=${stripeUrl}`,
    `--ahead-ms=${aheadMs}`,
    ...(worker ? ["--worker"] : []),
    ...(kill === null ? [] : [`--kill-at=${kill.at}`, `--kill-when=${kill.when}`]),
  ];
}

/** The other way round, inside the process. */
export function readArguments(): World & Life {
  const { values } = parseArgs({
    options: {
      file: { type: "string" },
      "stripe-url": { type: "string" },
      "ahead-ms": { type: "string" },
      worker: { type: "boolean", default: false },
      "kill-at": { type: "string" },
      "kill-when": { type: "string" },
    },
  });
  const { file, "stripe-url": stripeUrl, "kill-at": at } = values;
  if (file === undefined || stripeUrl === undefined) {
    throw new Error("A server needs a file and a Stripe.");
  }
  const when = values["kill-when"] === "after" ? "after" : "before";
  return {
    file,
    stripeUrl,
    worker: values.worker,
    aheadMs: Number(values["ahead-ms"] ?? 0),
    kill: at === undefined ? null : { at: Number(at), when },
  };
}
