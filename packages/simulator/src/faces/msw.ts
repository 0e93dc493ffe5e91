import { HttpResponse, http, type RequestHandler } from "msw";

const STRIPE = "https://api.stripe.com/*";

/** Whatever reaches Stripe through `fetch`; a simulator does. */
export interface FetchFace {
  readonly fetch: typeof fetch;
}

/**
 * Handlers for msw 2 and 3 that send everything for api.stripe.com to the simulator.
 *
 * With msw 3 start the server as `server.listen({ onUnhandledFrame: "error" })`. It replaces the socket of Stripe's Node
 * client, and with it the timeout by which that client gives up: test timeouts with the fetch client or over HTTP.
 */
export function handlers(simulator: FetchFace): RequestHandler[] {
  return [
    http.all(STRIPE, async ({ request }) => {
      try {
        const response = await simulator.fetch(request);
        return new HttpResponse(response.body, response);
      } catch {
        // msw would turn what is thrown here into a 500 whose body no client takes for an error.
        return HttpResponse.error();
      }
    }),
  ];
}
