import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { expect, onTestFinished, test, vi } from "vitest";
import { logIn, shopAfterGuide } from "./readme/bookshop.ts";
import { checkFiles } from "./readme/check-types.ts";
import { filesOfWebGuide } from "./readme/guide-page.ts";
import { makeReadersFolder } from "./readme/readers-folder.ts";
import { serveShop } from "./readme/serve-shop.ts";

const top = join(import.meta.dirname, "../..");
const TIMEOUT_MS = 60_000;

interface Service {
  press(purchase: object): Promise<object>;
  pay(tap: object, recall?: object): Promise<{ status: string; client_secret?: string }>;
  status(clientSecret: string): Promise<object>;
}
type CreateService = (server: string, sdk: object, pausesMs: number[]) => Service;

const filesOfGuide = () => filesOfWebGuide(top);

test("the web guide's code compiles against the types of Stripe.js", {
  timeout: TIMEOUT_MS,
}, () => {
  const files = filesOfGuide();
  const browser = {
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
  };
  expect(checkFiles({ top, folder: makeReadersFolder(files) }, files, browser)).toEqual([]);
  expect([...files.keys()]).toEqual(["payment-service.ts", "page.ts", "confirm-in-page.ts"]);
});

/** The guide's service before the bookshop of the getting-started guide, logged in as Ada. */
async function openPage() {
  const folder = makeReadersFolder(new Map([...shopAfterGuide("express"), ...filesOfGuide()]));
  const { url, simulator } = await serveShop({ folder });
  const login = await fetch(`${url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "ada", password: "lovelace" }),
  });
  const { token } = (await login.json()) as { token: string };
  const ask = await logIn(url, "ada", "lovelace");
  // A browser would send its cookie: here every request of the service carries the session.
  const browserFetch = globalThis.fetch;
  const keys: string[] = [];
  const bodies: Record<string, unknown>[] = [];
  vi.stubGlobal("fetch", (address: URL | string, init: RequestInit) => {
    if (typeof address === "string") return browserFetch(address, init); // the simulator's webhooks
    const headers = new Headers(init.headers);
    keys.push(`${address.pathname} ${headers.get("idempotency-key")}`);
    bodies.push(JSON.parse(String(init.body)));
    headers.set("authorization", `Bearer ${token}`);
    return browserFetch(address, { ...init, headers });
  });
  onTestFinished(() => void vi.unstubAllGlobals());

  const module: unknown = await import(pathToFileURL(join(folder, "payment-service.ts")).href);
  const { createPaymentService } = module as { createPaymentService: CreateService };
  const serviceWith = (card: string, atTheBank: () => object = () => ({})) =>
    createPaymentService(
      `${url}/payments/`,
      {
        createPaymentMethod: async () => ({ paymentMethod: { id: card } }),
        handleNextAction: async () => atTheBank(),
      },
      [0, 0, 0],
    );
  const order = await ask("/orders", { book: "emma" });
  const purchase = { order_id: order.id, amount: 700, currency: "eur" };
  const lastIntent = () => {
    const created = simulator.events.list().find(({ type }) => type === "payment_intent.created");
    return (created?.data.object as { id: string } | undefined)?.id ?? "";
  };
  return { simulator, serviceWith, purchase, lastIntent, keys, bodies };
}

test("the web guide's service pays once, with a lost answer, a repetition and a second tab", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { simulator, serviceWith, purchase, keys } = await openPage();
  const service = serviceWith("pm_card_visa");
  const tap = await service.press(purchase);
  simulator.faults.next("lose_response", { route: "confirm", times: 3 });

  expect(await service.pay(tap)).toMatchObject({ status: "succeeded", next_step: "none" });
  expect(await service.pay(tap)).toMatchObject({ status: "succeeded" });
  // Each repetition of the tap asked under the tap's own key.
  expect(tap).toMatchObject({ key: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  const { key } = tap as { key: string };
  expect(new Set(keys)).toEqual(new Set([`/payments/process ${key}`, `/payments/confirm ${key}`]));
  const secondTab = await service.press(purchase);
  expect(await service.pay(secondTab)).toMatchObject({ status: "succeeded", next_step: "none" });

  expect(simulator.ledger.succeededCharges().map(({ amount }) => amount)).toEqual([700]);
});

test("the web guide's service tells of a decline, and pays with another card through 3-D Secure", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { simulator, serviceWith, purchase, lastIntent } = await openPage();
  const declined = serviceWith("pm_card_chargeDeclined");
  const refusal = await declined.pay(await declined.press(purchase)).catch((error) => error);
  expect(refusal).toMatchObject({ code: "card_declined", isDefinite: true });

  let visits = 0;
  const challenged = serviceWith("pm_card_authenticationRequired", () => {
    visits += 1;
    if (visits === 1) return { error: { payment_intent: { status: "requires_action" } } };
    simulator.authenticate(lastIntent(), "complete");
    return {};
  });
  const tap = await challenged.press(purchase);
  expect(await challenged.pay(tap)).toMatchObject({ next_step: "handle_next_action" });
  const paid = await challenged.pay(tap);
  expect(paid).toMatchObject({ status: "succeeded" });
  expect(visits).toBe(2);
  expect(simulator.ledger.succeededCharges()).toHaveLength(1);
});

test("the web guide's service shows the kept client secret when the same customer asks again, and names the card", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { simulator, serviceWith, purchase, bodies } = await openPage();
  let clientSecret: string | undefined;
  const recall = () => ({
    clientSecret,
    keep: (secret: string) => {
      clientSecret = secret;
    },
  });
  const declined = serviceWith("pm_card_chargeDeclined");
  await declined.pay(await declined.press(purchase), recall()).catch(() => undefined);
  const kept = clientSecret;
  const paying = serviceWith("pm_card_visa");
  const answer = await paying.pay(await paying.press(purchase), recall());

  expect(answer).toMatchObject({ status: "succeeded" });
  const asked = bodies.map((body) => [body.payment_method_id, body.payment_intent_client_secret]);
  expect(asked).toEqual([
    ["pm_card_chargeDeclined", undefined],
    ["pm_card_chargeDeclined", kept],
    ["pm_card_visa", kept],
    ["pm_card_visa", clientSecret],
  ]);
  expect(simulator.ledger.succeededCharges()).toHaveLength(1);
});
