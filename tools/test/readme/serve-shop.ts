import { onTestFinished } from "vitest";
import { createSimulator } from "../../../packages/simulator/src/index.ts";
import { freePort } from "../../own-postgres/index.ts";
import { serveFile } from "./serve-files.ts";

/**
 * Starts a reader's server on a simulator of its own. Both end with the test.
 *
 * @param shop Where its files lie, and which of them is started (default: `server.ts`). Stripe's events go to
 * `webhookPath`, or nowhere.
 */
export async function serveShop({
  folder,
  file = "server.ts",
  webhookPath,
}: {
  readonly folder: string;
  readonly file?: string;
  readonly webhookPath?: string;
}) {
  const url = `http://127.0.0.1:${await freePort()}`;
  const simulator = createSimulator({
    seed: "a reader's shop",
    webhookEndpoints: webhookPath === undefined ? [] : [{ url: `${url}${webhookPath}` }],
  });
  const stripe = await simulator.listen();
  onTestFinished(() => stripe.close());
  const env = {
    PORT: new URL(url).port,
    STRIPE_API_BASE: stripe.url,
    STRIPE_SECRET_KEY: simulator.keys.secretKey,
    STRIPE_WEBHOOK_SECRET: simulator.webhooks.secret,
  };
  const server = await serveFile(file, { folder, env }, url);
  onTestFinished(async () => void (await server.stop()));
  return { url, simulator, server };
}
