import Koa3 from "koa";
import Koa2 from "koa2";

/** Both versions under the types of one: what the tests use of them has the same shape in both. */
export const koaVersions: readonly (readonly [string, typeof Koa3])[] = [
  ["Koa 3", Koa3],
  ["Koa 2", Koa2 as unknown as typeof Koa3],
];
