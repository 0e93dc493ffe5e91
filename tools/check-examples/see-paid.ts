import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until the shop's own table calls a donation of 10.00 paid: its handlers have run, and the webhook has come.
 *
 * @throws Error with the shop's last answer, after `limitMs`.
 */
export async function seePaid(origin: string, paymentId: string, limitMs: number): Promise<void> {
  const url = `${origin}/donations/${paymentId}`;
  const deadline = Date.now() + limitMs;
  for (;;) {
    const response = await fetch(url, { signal: AbortSignal.timeout(limitMs) });
    const text = await response.text();
    if (response.status === 200) {
      const { status, amount } = JSON.parse(text);
      if (status === "paid" && amount === 1000) return;
    }
    if (Date.now() >= deadline) throw new Error(`GET ${url} answered ${response.status} ${text}`);
    await sleep(100);
  }
}
