import type { IncomingMessage, ServerResponse } from "node:http";
import {
  answerUnread,
  type HttpFace,
  type HttpResponse,
  nodeHeaders,
  readNodeBody,
} from "@chargeonce/core";
import type { Request } from "express";

const ADVICE =
  "Mount expressPayments before express.json() and other body parsers, or keep the bytes with express.json({ verify: (req, res, bytes) => { req.rawBody = bytes; } }).";

/** How the router is bound to the application. */
export interface ExpressPaymentsOptions<Context> {
  /**
   * Who asks: read the session or token that your own middleware put on the request.
   *
   * Called for process, confirm and status, never for webhooks. To refuse, throw
   * `new PaymentsError("unauthorized", "Log in first.")`.
   */
  readonly context: (request: Request) => Context | Promise<Context>;
}

/** Typed with Node's own classes, so that the types of Express 4 and of Express 5 both accept it. */
export type ExpressHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Binds payments to Express 4 or 5: `app.use("/payments", expressPayments(payments))`.
 *
 * Mount it before `express.json()`, so that webhooks reach it with the bytes that Stripe signed. Paths that are not
 * ours are passed on with their body untouched.
 *
 * @param payments What `createPayments` returned.
 * @param options `context` may be left out when the operations need none.
 */
export function expressPayments<Context>(
  payments: { readonly http: HttpFace<Context> },
  ...[options]: undefined extends Context
    ? [options?: ExpressPaymentsOptions<NoInfer<Context>>]
    : [options: ExpressPaymentsOptions<NoInfer<Context>>]
): ExpressHandler {
  const { http } = payments;
  return (incoming, response, next) => {
    // Express gives every handler its own Request; `rawBody` is put there by Firebase or a `verify` hook.
    const request = incoming as Request & { readonly rawBody?: unknown };
    // Read now: Express puts the mount point back into `url` while we wait.
    const { path } = request;
    const route = http.match(path);
    if (route === null) {
      next();
      return;
    }
    // Without the option, the type above guarantees that `undefined` is a Context.
    const context = () => (options ? options.context(request) : (undefined as Context));
    const reply = async (): Promise<void> => {
      const { method, rawBody, body: parsed } = request;
      const left = { kept: [rawBody, parsed], parsed, advice: ADVICE };
      const body = await readNodeBody(request, route.limitBytes, left);
      const headers = nodeHeaders(request);
      const answer = await http.handle({ method, path, headers, body, context });
      await send(response, answer, body.kind === "too_large");
    };
    reply().catch(next);
  };
}

async function send(
  response: ServerResponse,
  reply: HttpResponse,
  isUnread: boolean,
): Promise<void> {
  // A time-out middleware may have answered while we worked; the payment is recorded all the same.
  if (response.headersSent) return;
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  if (!isUnread) {
    response.end(reply.body);
    return;
  }
  for await (const text of answerUnread(reply.body, response)) response.write(text);
  response.end();
}
