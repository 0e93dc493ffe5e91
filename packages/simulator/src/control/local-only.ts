import type { ApiRequest, ApiResponse } from "../engine/api-types.ts";

/** What proxies and tunnels add, by the words in it: `X-Forwarded-For`, `CF-Connecting-IP`, `X-Real-IP`, `True-Client-IP`. */
const OF_A_PROXY =
  /forwarded|^(?:via|cdn-loop)$|^(?:proxy|cf|tailscale|fastly|fly)-|^x-(?:real|original|host|proxy|envoy|azure|appengine|amzn|vercel|nginx|arr|tunnel)|(?:client|connecting|originating|remote|user|source|peer|socket)-?(?:ip|addr)/;

/**
 * Why a request may not use what only this machine may: the control endpoint and the dashboard. Stripe's API stays open.
 *
 * A request in process may. One over HTTP may when its connection comes from a loopback address, no proxy or tunnel says that
 * it passed it on, for whomever, its `Host` names loopback (a web page that rebinds its own name to 127.0.0.1 sends
 * that name), and a browser, should one have sent it, did so for a page of this same origin.
 *
 * @returns One sentence for the person who asks, or null when the request may.
 */
export function whyNotLocal({ remoteAddress, headers }: ApiRequest): string | null {
  if (remoteAddress === undefined) return null;
  if (!isLoopbackAddress(remoteAddress)) {
    return `Only this machine may use this, and the request came from ${remoteAddress || "a closed connection"}; call it through 127.0.0.1 on the machine that the simulator runs on.`;
  }
  // Whoever it names: anybody can write that it comes from 127.0.0.1.
  if (Object.keys(headers).some((name) => OF_A_PROXY.test(name.toLowerCase()))) {
    return "Only this machine may use this, and a proxy forwarded the request; call it directly through 127.0.0.1.";
  }
  const { host = "", origin } = headers;
  if (!isLoopbackHost(host)) {
    return `Only this machine may use this under a name of its own, and the request is for the host '${host}'; use 127.0.0.1 or localhost.`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return `Only pages of the simulator may use this, and the request came from a page of '${origin}'.`;
  }
  const site = headers["sec-fetch-site"] ?? "none";
  if (site !== "same-origin" && site !== "none") {
    return `Only pages of the simulator may use this, and the request came from another one (Sec-Fetch-Site: ${site}); type the address into the browser instead.`;
  }
  return null;
}

/** The 403 for a request that `whyNotLocal` has something against, as plain text; null when it may pass. */
export function refuseUnlessLocal(request: ApiRequest): ApiResponse | null {
  const reason = whyNotLocal(request);
  if (reason === null) return null;
  return {
    status: 403,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    body: `${reason}\n`,
  };
}

/** Also as an IPv4 address that a socket for both families shows. */
export function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}

function isLoopbackHost(host: string): boolean {
  const [, name = ""] = /^(\[::1\]|[a-z0-9.-]{1,253})(?::\d{1,5})?$/i.exec(host) ?? [];
  if (!URL.canParse(`http://${host}`)) return false;
  const lower = name.toLowerCase();
  return (
    lower === "[::1]" ||
    /^(?:[a-z0-9-]+\.)*localhost$/.test(lower) ||
    (lower.includes(".") && isLoopbackAddress(lower))
  );
}
