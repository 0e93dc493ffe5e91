/** Starts `count` calls before any of them can answer, and waits for all. */
export function together<Result>(
  count: number,
  call: (n: number) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => call(n)));
}

/** A promise and the function that resolves it. */
export interface Gate {
  readonly passed: Promise<void>;
  open(): void;
}

/** Lets a law or a test hold something until something else has begun. */
export function createGate(): Gate {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
