import { type SetupServer, setupServer } from "msw/node";
import Stripe from "stripe";
import { handlers } from "../src/faces/msw.ts";
import type { Listening, Simulator } from "../src/index.ts";
import { listenStrictly } from "./listen-strictly.ts";
import { watchClient } from "./shapes/watch.ts";

type HttpClient = Stripe.HttpClient;

/** How the tests of behaviour reach the simulator; `vitest.config.ts` runs them once for each. */
const FACES = {
  fetch: ({ fetch }: Simulator) => Stripe.createFetchHttpClient(fetch),
  "http-node": (simulator: Simulator) => overHttp(simulator, Stripe.createNodeHttpClient()),
  "http-fetch": (simulator: Simulator) => overHttp(simulator, Stripe.createFetchHttpClient()),
  "msw-node": (simulator: Simulator) => overMsw(simulator, Stripe.createNodeHttpClient()),
  "msw-fetch": (simulator: Simulator) => overMsw(simulator, Stripe.createFetchHttpClient()),
} satisfies Record<string, (simulator: Simulator) => HttpClient>;

export type Face = keyof typeof FACES;

export const face: Face = nameFace(process.env.CHARGEONCE_FACE ?? "fetch");

export const connectFace = (simulator: Simulator): HttpClient =>
  watchClient(FACES[face](simulator));

function nameFace(name: string): Face {
  if (Object.hasOwn(FACES, name)) return name as Face; // It is a key of FACES, which is what Face means.
  throw new Error(
    `CHARGEONCE_FACE is '${name}'; it must be one of ${Object.keys(FACES).join(", ")}.`,
  );
}

type Request = Parameters<HttpClient["makeRequest"]>;

/** Changes where a client's requests go, and nothing else. */
function redirect(client: HttpClient, prepare: (request: Request) => Promise<Request>): HttpClient {
  return {
    getClientName: () => client.getClientName(),
    makeRequest: async (...request) => client.makeRequest(...(await prepare(request))),
  };
}

const servers = new Map<Simulator, Promise<Listening>>();

function overHttp(simulator: Simulator, client: HttpClient): HttpClient {
  return redirect(client, async ([, , path, method, headers, data, , timeout]) => {
    const listening = servers.get(simulator) ?? simulator.listen({ deliverWebhooks: false });
    servers.set(simulator, listening);
    const { host, port } = await listening;
    return [host, String(port), path, method, headers, data, "http", timeout];
  });
}

let interceptor: SetupServer | null = null;
let intercepted: Simulator | null = null;

function overMsw(simulator: Simulator, client: HttpClient): HttpClient {
  return redirect(client, async (request) => {
    if (intercepted !== simulator) interceptor?.resetHandlers(...handlers(simulator));
    intercepted = simulator;
    return request;
  });
}

/** Before a file's tests: a worker runs several files. @throws when the file before left something open. */
export function openFace(): void {
  if (servers.size > 0 || interceptor !== null) throw new Error("The face is still open.");
  if (!face.startsWith("msw")) return;
  interceptor = setupServer();
  listenStrictly(interceptor);
}

/** After a test. */
export async function closeServers(): Promise<void> {
  const open = [...servers.values()];
  servers.clear();
  await Promise.all(open.map(async (listening) => (await listening).close()));
}

/** After a file's tests. */
export function closeFace(): void {
  interceptor?.close();
  interceptor = null;
  intercepted = null;
}
