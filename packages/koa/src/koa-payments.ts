import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import {
  answerUnread,
  belowBasePath,
  type HttpFace,
  nodeHeaders,
  readNodeBody,
} from "@chargeonce/core";
import type { Context as KoaContext } from "koa";

/** How the middleware is bound to the application. */
export interface KoaPaymentsOptions<Context> {
  /**
   * Who asks: read the session or token that your own middleware put on `ctx.state`.
   *
   * Called for process, confirm and status, never for webhooks. To refuse, throw
   * `new PaymentsError("unauthorized", "Log in first.")`.
   */
  readonly context?: (ctx: KoaContext) => Context | Promise<Context>;
  /** Where `ctx.path` begins: `/payments`. Left out below `koa-mount`, which takes it off the path itself. */
  readonly basePath?: string;
}

/** Typed by what it needs of a context, so that the types of Koa 2 and of Koa 3 both accept it. */
export type KoaHandler = (
  ctx: { readonly req: IncomingMessage; readonly res: ServerResponse; readonly path: string },
  next: () => Promise<unknown>,
) => Promise<void>;

/** Where `koa-body` up to version 6 keeps the text with `includeUnparsed: true`. */
const UNPARSED = Symbol.for("unparsedBody");
const ADVICE =
  "Mount koaPayments before the body parser, or take one that keeps the text: koa-bodyparser does, and koa-body with { includeUnparsed: true }.";

/**
 * Binds payments to Koa 2 or 3: `app.use(koaPayments(payments, { basePath: "/payments" }))`.
 *
 * Paths that are not ours go to `next` with their body untouched; a bug is thrown, for your own middleware to catch.
 *
 * @param payments What `createPayments` returned.
 * @param options `context` may be left out when the operations need none.
 */
export function koaPayments<Context>(
  payments: { readonly http: HttpFace<Context> },
  ...[options]: undefined extends Context
    ? [options?: KoaPaymentsOptions<NoInfer<Context>>]
    : [
        options: KoaPaymentsOptions<NoInfer<Context>> &
          Required<Pick<KoaPaymentsOptions<NoInfer<Context>>, "context">>,
      ]
): KoaHandler {
  const { http } = payments;
  const below = belowBasePath(options?.basePath);
  return async (given, next) => {
    const ctx = given as KoaContext; // Koa gives every middleware its own Context
    const path = below(ctx.path);
    const route = http.match(path);
    if (route === null) {
      await next();
      return;
    }
    const { req, method } = ctx;
    const body = await readNodeBody(req, route.limitBytes, leftOf(ctx));
    // Without the option, the type above guarantees that `undefined` is a Context.
    const context = () => (options?.context ? options.context(ctx) : (undefined as Context));
    const headers = nodeHeaders(req);
    const reply = await http.handle({ method, path, headers, body, context });
    // A time-out middleware may have answered while we worked; then Koa lets these be.
    ctx.status = reply.status;
    ctx.body =
      body.kind === "too_large" ? Readable.from(answerUnread(reply.body, ctx.res)) : reply.body;
    ctx.set(reply.headers); // last, because Koa gives a body headers of its own
  };
}

/** What parsers leave: Koa's own on `ctx.request`, Firebase and what was written for Express on `ctx.req`. */
function leftOf({ request, req }: KoaContext) {
  const { rawBody, body } = request as { readonly rawBody?: unknown; readonly body?: unknown };
  const node = req as { readonly rawBody?: unknown; readonly body?: unknown };
  const parsed = body ?? node.body;
  const unparsed = typeof parsed === "object" && parsed !== null && Reflect.get(parsed, UNPARSED);
  return { kept: [rawBody, node.rawBody, unparsed, parsed], parsed, advice: ADVICE };
}
