import type Stripe from "stripe";
import { expect } from "vitest";
import type { ApiRequest, ApiResponse } from "../../src/engine/api-types.ts";
import type { Admission, Engine } from "../../src/engine/engine.ts";
import { matchRoute } from "../../src/engine/routes.ts";
import type { DeliverFetch } from "../../src/webhooks/post.ts";
import { faultsOfBody, type Viewer } from "./check-body.ts";

const faults: string[] = [];

/** Names of the routes that have answered with a 200 since this worker began, to whatever client. */
export const answeredRoutes = new Set<string>();

/** Checks a body against the types of the installed `stripe`; a fault fails the test that runs, whatever it does. */
function watchBody(where: string, viewer: Viewer, body: unknown): void {
  try {
    for (const fault of faultsOfBody(body, viewer)) faults.push(`${where}: ${fault}`);
  } catch (error) {
    // Thrown from here it would look like a lost connection to the client.
    faults.push(`${where}: ${String(error)}`);
  }
}

/** After a test: fails it when anything that was watched differed. */
export function expectNoFaults(): void {
  const seen = [...new Set(faults.splice(0))];
  expect(seen, "what differs from the types of `stripe`").toEqual([]);
}

function viewerOf(authorization: unknown): Viewer {
  return String(authorization).includes("pk_") ? "publishable" : "secret";
}

/** Sees what the client of a test receives, as it receives it. */
export function watchClient(client: Stripe.HttpClient): Stripe.HttpClient {
  return {
    getClientName: () => client.getClientName(),
    async makeRequest(...request) {
      const [, , path, method, headers] = request;
      const response = await client.makeRequest(...request);
      const read = response.toJSON.bind(response);
      response.toJSON = async () => {
        const body = await read();
        watchBody(`${method} ${path}`, viewerOf(headers.Authorization), body);
        return body;
      };
      return response;
    },
  };
}

/** Sees every answer of an engine, whichever way it leaves: also those that no client of a test reads. */
export function watchEngine(engine: Engine): Engine {
  const { admit, handle, refuse } = engine;
  function see(request: ApiRequest, response: ApiResponse): ApiResponse {
    const { method, path, headers } = request;
    watchBody(`${method} ${path}`, viewerOf(headers.authorization), JSON.parse(response.body));
    const match = response.status === 200 && matchRoute(method, path);
    if (match) answeredRoutes.add(match.route.name);
    return response;
  }
  return Object.assign(engine, {
    admit(request: ApiRequest): Admission {
      const admission = admit(request);
      if (admission.kind === "answered") {
        see(request, admission.response);
        return admission;
      }
      return { ...admission, execute: (mode) => see(request, admission.execute(mode)) };
    },
    handle: (request) => see(request, handle(request)),
    refuse: (request, failure) => see(request, refuse(request, failure)),
  } satisfies Pick<Engine, "admit" | "handle" | "refuse">);
}

/** Sees what webhook endpoints are sent. */
export function watchDeliveries(send: DeliverFetch): DeliverFetch {
  return (url, init) => {
    watchBody(`delivery to ${url}`, "secret", JSON.parse(String(init.body)));
    return send(url, init);
  };
}
