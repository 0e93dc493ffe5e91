import type { Shop } from "./shop.ts";

/** What an operator is woken by: lines of level warn and error. */
export function loudLines({ log }: Pick<Shop, "log">): Shop["log"] {
  return log.filter(({ level }) => level === "warn" || level === "error");
}

/** The problems that health names. */
export async function problemsOf({ payments }: Pick<Shop, "payments">): Promise<string[]> {
  const { problems } = await payments.health({ askStripe: false });
  return problems.map(({ code }) => code);
}
