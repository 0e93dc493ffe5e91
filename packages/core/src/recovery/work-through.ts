import type { Taken } from "../ports/queries.ts";

/** What is worked through, and how. */
export interface Work<Item extends { readonly id: string }> {
  /** Takes at most so many that are due now; none when nothing is. */
  take(limit: number): Promise<readonly Taken<Item>[]>;
  /** Handles one; what goes wrong is its own business. */
  handle(taken: Taken<Item>): Promise<void>;
  /** Lets others take what was taken here and will not be handled. */
  putBack(item: Item): Promise<unknown>;
  /** At most this many are handled at once. */
  readonly concurrency: number;
  /** Begins nothing new once it is aborted; what runs is finished. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes and handles until nothing is due. One that takes long holds up nobody but its own place.
 *
 * @returns How many were handled; each once, though it may be due again at once.
 * @throws What `take` or `putBack` throws, after what runs has ended.
 */
export async function workThrough<Item extends { readonly id: string }>(
  work: Work<Item>,
): Promise<number> {
  const { concurrency, signal } = work;
  const queue: Taken<Item>[] = [];
  const seen = new Set<string>();
  const passedOver: Taken<Item>[] = [];
  let repeats = 0;
  let taking: Promise<number> | null = null;

  const refill = async (): Promise<number> => {
    const taken = await work.take(concurrency);
    for (const each of taken) {
      if (seen.has(each.item.id)) {
        passedOver.push(each);
        repeats += 1;
        continue;
      }
      seen.add(each.item.id);
      queue.push(each);
      repeats = 0;
    }
    // What was handled and is due again at once may hide something new, but not behind more than all of it.
    return repeats > seen.size ? 0 : taken.length;
  };
  const next = async (): Promise<Taken<Item> | undefined> => {
    while (!signal?.aborted) {
      const taken = queue.shift();
      if (taken !== undefined) return taken;
      taking ??= refill().finally(() => {
        taking = null;
      });
      if ((await taking) === 0) return undefined;
    }
    return undefined;
  };
  const lane = async (): Promise<void> => {
    for (let taken = await next(); taken !== undefined; taken = await next()) {
      await work.handle(taken);
    }
  };

  const lanes = await Promise.allSettled(Array.from({ length: concurrency }, lane));
  const failure = lanes.find((each) => each.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  // Who finds it left behind counts a failed try, which it was not. What was left behind before stays so.
  for (const { item, leftBehind } of [...passedOver, ...queue]) {
    if (!leftBehind) await work.putBack(item);
  }
  return seen.size - queue.length;
}
