import type { IncomingMessage, ServerResponse } from "node:http";
import { answerUnread, nodeHeaders, readNodeBody } from "@chargeonce/core";
import { SHOP_LIMIT_BYTES } from "./answer-shop.ts";
import type { ShopRequest, ShopResponse } from "./shop-response.ts";

const ADVICE = "Let the shop answer before anything reads the body.";

/** Answers one of Node's own requests, which Express, Koa and Firebase have too; `rawBody` is what Firebase keeps. */
export async function answerNode(
  request: IncomingMessage & { readonly rawBody?: unknown },
  response: ServerResponse,
  answer: (request: ShopRequest) => Promise<ShopResponse>,
): Promise<void> {
  const { method = "GET", url = "/", rawBody } = request;
  const left = { kept: [rawBody], parsed: undefined, advice: ADVICE };
  const body = await readNodeBody(request, SHOP_LIMIT_BYTES, left);
  const [path = "/"] = url.split("?");
  const reply = await answer({ method, path, headers: nodeHeaders(request), body });
  await sendNode(response, reply, body.kind === "too_large");
}

/** @param isUnread Whether the client may still be sending a body that nobody reads. */
export async function sendNode(
  response: ServerResponse,
  { status, headers, body }: ShopResponse,
  isUnread = false,
): Promise<void> {
  if (response.headersSent) return;
  if (isUnread) {
    response.writeHead(status, { ...headers, connection: "close" });
    for await (const text of answerUnread(String(body), response)) response.write(text);
    response.end();
  } else response.writeHead(status, headers).end(body);
}
