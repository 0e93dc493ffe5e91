import type { ApiResponse } from "@chargeonce/simulator";

export function connectionLost(): Error {
  // Without ECONNRESET: at that the SDK tries once more by itself, after a pause in real time.
  return new TypeError("fetch failed");
}

export function refused(status: number, error: object): ApiResponse {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ error }),
  };
}

export function badGateway(): ApiResponse {
  return {
    status: 502,
    headers: { "content-type": "text/html" },
    body: "<html>Bad gateway</html>",
  };
}
