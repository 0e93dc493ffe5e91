import assert from "node:assert/strict";

/** The result, unless it takes longer. @throws AssertionError after `ms` milliseconds, with what it was about. */
export async function within<Result>(
  ms: number,
  work: Promise<Result>,
  about: string,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new assert.AssertionError({ message: `${about}: nothing came within ${ms} ms.` }));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
