/** What is worked through, and how. */
export interface Work<Item extends { readonly id: string }> {
  /** Takes at most so many that are due now; none when nothing is. */
  take(limit: number): Promise<readonly Item[]>;
  /** Handles one; what goes wrong is its own business. */
  handle(item: Item): Promise<void>;
  /** At most this many are handled at once. */
  readonly concurrency: number;
  /** Begins nothing new once it is aborted; what runs is finished. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes and handles until nothing is due. One that takes long holds up nobody but its own place.
 *
 * @returns How many were handled; each once, though it may be due again at once.
 * @throws What `take` throws, after what runs has ended.
 */
export async function workThrough<Item extends { readonly id: string }>(
  work: Work<Item>,
): Promise<number> {
  const { concurrency, signal } = work;
  const queue: Item[] = [];
  const seen = new Set<string>();
  let repeats = 0;
  let taking: Promise<number> | null = null;

  const refill = async (): Promise<number> => {
    const items = await work.take(concurrency);
    for (const item of items) {
      if (seen.has(item.id)) {
        repeats += 1;
        continue;
      }
      seen.add(item.id);
      queue.push(item);
      repeats = 0;
    }
    // What was handled and is due again at once may hide something new, but not behind more than all of it.
    return repeats > seen.size ? 0 : items.length;
  };
  const next = async (): Promise<Item | undefined> => {
    while (!signal?.aborted) {
      const item = queue.shift();
      if (item !== undefined) return item;
      taking ??= refill().finally(() => {
        taking = null;
      });
      if ((await taking) === 0) return undefined;
    }
    return undefined;
  };
  const lane = async (): Promise<void> => {
    for (let item = await next(); item !== undefined; item = await next()) await work.handle(item);
  };

  const lanes = await Promise.allSettled(Array.from({ length: concurrency }, lane));
  const failure = lanes.find((each) => each.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  return seen.size - queue.length;
}
