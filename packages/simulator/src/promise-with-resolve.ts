export interface PromiseWithResolve {
  readonly promise: Promise<void>;
  resolve(): void;
}

/** A promise that somebody else resolves. (`Promise.withResolvers` is not in Node 20.) */
export function promiseWithResolve(): PromiseWithResolve {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
