/** Where the paths of payments begin, for frameworks that do not take a mount point off the path themselves. */
export type BelowBasePath = (path: string) => string;

/**
 * Checks a base path once, and takes it off every request's path.
 *
 * @param basePath `/payments`, or nothing. A slash at its end is let be.
 * @returns What comes below it; for a path that is not below it, a text that no route has.
 * @throws TypeError when it does not begin with a slash, or holds what no path of a request has.
 */
export function belowBasePath(basePath = ""): BelowBasePath {
  const base = basePath.replace(/\/$/, "");
  if (base !== "" && !/^\/[^?#*:]+$/.test(base)) {
    throw new TypeError(
      `basePath must be a plain path that begins with a slash, such as "/payments", not ${JSON.stringify(basePath)}.`,
    );
  }
  return (path) => (path.startsWith(`${base}/`) ? path.slice(base.length) : "");
}
