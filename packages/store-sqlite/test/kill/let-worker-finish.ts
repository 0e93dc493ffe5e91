import { expect, vi } from "vitest";
import type { Shop } from "./shop.ts";

/** The clock of a server whose worker finds everything due: the first look at a payment comes a minute after its creation. */
export const LATER_MS = 2 * 60_000;

/** Waits until the worker of a later server has taken up everything, and ends the server, which lets it finish. */
export async function letWorkerFinish(shop: Shop): Promise<void> {
  const server = await shop.server();
  const now = Date.now() + LATER_MS;
  const due = `select id from chargeonce_payments where due_at <= ${now}`;
  await vi.waitFor(() => expect(shop.look(due)).toEqual([]), { timeout: 20_000, interval: 20 });
  await server.end();
}
