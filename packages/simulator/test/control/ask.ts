import type { Simulator } from "../../src/index.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Asks in process, as over HTTP: JSON there, JSON back. */
export async function ask(
  { simulator }: { simulator: Simulator },
  line: string,
  body?: unknown,
  init: RequestInit = {},
): Promise<Answer> {
  const [method = "", path = ""] = line.split(" ");
  const response = await simulator.fetch(`http://127.0.0.1/_simulator${path}`, {
    method,
    ...(body !== undefined && {
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "content-type": "application/json; charset=utf-8" },
    }),
    ...init,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
  };
}
