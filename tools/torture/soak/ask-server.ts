import { request } from "node:http";
import type { ReconcileReport } from "@chargeonce/core";
import type { Spent } from "../mortal-ports.ts";

/** Of a report, what is judged. */
export type Reconciled = Pick<
  ReconcileReport,
  "payments" | "events" | "failed" | "problems" | "reviews"
> & {
  readonly feed: { readonly read: number; readonly missed: number } | null;
  readonly comparison: Pick<
    NonNullable<ReconcileReport["comparison"]>,
    "compared" | "outdated" | "orphans" | "paidThereNotHere" | "paidHereNotThere" | "failed"
  > | null;
};

/** Has a server reconcile, however long that takes. */
export async function askToReconcile(
  server: string,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Reconciled> {
  const text = await ask("POST", `${server}/reconcile${dryRun ? "?dry" : ""}`);
  return JSON.parse(text) as Reconciled; // what `payments.reconcile` answers; its instants are not read here
}

/** What a server's port calls came to so far, by name. */
export async function askForSpent(server: string): Promise<Readonly<Record<string, Spent>>> {
  return JSON.parse(await ask("GET", `${server}/spent`)) as Record<string, Spent>; // see `server.ts`
}

/** `fetch` would give up after five minutes. */
function ask(method: "GET" | "POST", url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${method} ${url} was answered ${response.statusCode}: ${text}`));
      });
    })
      .once("error", reject)
      .end();
  });
}
