import { createRequire } from "node:module";
import type { Middleware } from "koa";

interface Options {
  readonly enableTypes?: readonly string[];
  readonly includeUnparsed?: boolean;
  readonly jsonLimit?: string;
}

const require = createRequire(import.meta.url);

// Loaded without their declarations, which give every IncomingMessage of the workspace a `rawBody`, which is not so.

/** koa-bodyparser, which keeps the text as `ctx.request.rawBody`. */
export const bodyParser = require("koa-bodyparser") as (options?: Options) => Middleware;
/** koa-body, which keeps the text where it is asked to. */
export const { koaBody } = require("koa-body") as { koaBody(options?: Options): Middleware };
/** It kept it elsewhere up to version 6. */
export const { koaBody: koaBody6 } = require("koa-body6") as { koaBody: typeof koaBody };

// These have no declarations of their own.

export const compress = require("koa-compress") as (options?: {
  readonly threshold?: number;
}) => Middleware;
export const cors = require("@koa/cors") as (options?: { readonly origin?: string }) => Middleware;
