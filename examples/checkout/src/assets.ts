import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Asset {
  readonly contentType: string;
  readonly body: Buffer;
}

export interface PageSettings {
  readonly mode: "simulator" | "stripe";
  /** Where the page reaches the simulator, or another server that stands in for Stripe. */
  readonly apiBase: string | null;
}

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};
const FOLDER = join(import.meta.dirname, "..", "page");
/** One plain file name, so that no path leads out of the folder. */
const ASSET = /^\/assets\/([a-z][a-z-]*\.(css|js|svg))$/;

/** The file of the checkout page at this path. @returns null when there is none. */
export async function checkoutAsset(path: string): Promise<Asset | null> {
  const [, name, ending] = path === "/" ? [path, "index.html", "html"] : (ASSET.exec(path) ?? []);
  const contentType = TYPES[ending ?? ""];
  if (name === undefined || contentType === undefined) return null;
  try {
    return { contentType, body: await readFile(join(FOLDER, name)) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** What the page may load, and whom it may talk to. */
export function securityHeaders({ mode, apiBase }: PageSettings): Record<string, string> {
  const stripe = mode === "stripe";
  const script = stripe ? " https://js.stripe.com https://*.js.stripe.com" : "";
  const frame = stripe ? `${script} https://hooks.stripe.com` : ` ${apiBase}`;
  const connect = stripe ? " https://api.stripe.com" : ` ${apiBase}`;
  return {
    "content-security-policy": [
      "default-src 'none'",
      `script-src 'self'${script}`,
      "style-src 'self'",
      "img-src 'self'",
      `connect-src 'self'${connect}`,
      `frame-src${frame}`,
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}
