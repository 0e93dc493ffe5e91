import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { connectTo, type RawAnswer } from "../../packages/testing/src/raw-client.ts";
import { BAD_REQUESTS, type BadRequest } from "./bad-requests.ts";

/** An error as the wire contract has it. */
const Refusal = z.object({
  error: z.looseObject({
    code: z.string().regex(/^[a-z_]+$/),
    message: z.string().min(1),
    retryable: z.boolean(),
  }),
});
const WITHIN_MS = 10_000;

/**
 * Sends a server everything that cannot be granted, one after the other.
 *
 * @throws Error that names each request which was not refused in the contract's JSON, with the answer that came.
 */
export async function seeRefused(
  origin: string,
  requests: readonly BadRequest[] = BAD_REQUESTS,
): Promise<void> {
  const faults: string[] = [];
  for (const request of requests) {
    const fault = await faultOf(origin, request);
    if (fault !== null) faults.push(`${request.title}: ${fault}`);
  }
  if (faults.length > 0) throw new Error(`Not refused as it should be:\n${faults.join("\n")}`);
}

async function faultOf(origin: string, { head, body }: BadRequest): Promise<string | null> {
  const client = await connectTo(origin);
  client.send(head);
  for (const part of body) client.send(part);
  const late = sleep(WITHIN_MS, null, { ref: false });
  try {
    const answer = await Promise.race([client.answer(), late]);
    return answer === null ? "no answer" : faultIn(answer);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    client.destroy();
  }
}

function faultIn({ status, headers, body }: RawAnswer): string | null {
  const text = body.toString("utf8");
  const isRefusal = status >= 400 && status < 500;
  const isJson = headers["content-type"]?.startsWith("application/json") ?? false;
  if (isRefusal && isJson && Refusal.safeParse(parsed(text)).success) return null;
  return `answered ${status} ${headers["content-type"]} ${text.slice(0, 200)}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
