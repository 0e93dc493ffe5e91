import type { Simulator } from "@chargeonce/simulator";
import Stripe from "stripe";

/** The simulated Stripe, but what it says of PaymentIntents: statuses and sums that no test card leads to. */
export function stripeSaying(simulator: Simulator, says: object): Stripe {
  return stripeBehind(simulator, async (request) => {
    const response = await simulator.fetch(request);
    const body: { object?: string } = JSON.parse(await response.text());
    const altered = body.object === "payment_intent" ? { ...body, ...says } : body;
    return Response.json(altered, { status: response.status, headers: response.headers });
  });
}

/** The simulated Stripe, but its list of PaymentIntents shows them as they were before something happened to the charge. */
export function stripeListing(simulator: Simulator, earlierCharge: object): Stripe {
  return stripeBehind(simulator, async (request) => {
    const response = await simulator.fetch(request);
    if (new URL(request.url).pathname !== "/v1/payment_intents") return response;
    const list: { data: { latest_charge: object }[] } = JSON.parse(await response.text());
    const data = list.data.map((intent) => ({
      ...intent,
      latest_charge: { ...intent.latest_charge, ...earlierCharge },
    }));
    return Response.json({ ...list, data }, { headers: response.headers });
  });
}

/** The simulated Stripe, but requests to one path are refused before they reach it. */
export function stripeRefusing(
  simulator: Simulator,
  path: RegExp,
  refusal: { status: number; error: object },
): Stripe {
  return stripeBehind(simulator, async (request) => {
    if (!path.test(new URL(request.url).pathname)) return simulator.fetch(request);
    return Response.json(
      { error: refusal.error },
      { status: refusal.status, headers: { "request-id": "req_refused" } },
    );
  });
}

function stripeBehind(
  simulator: Simulator,
  answer: (request: Request) => Promise<Response>,
): Stripe {
  return new Stripe(simulator.keys.secretKey, {
    httpClient: Stripe.createFetchHttpClient((input: string | URL | Request, init?: RequestInit) =>
      answer(new Request(input, init)),
    ),
    telemetry: false,
  });
}
