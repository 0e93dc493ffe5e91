import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { logIn, shopAfterGuide } from "../readme/bookshop.ts";
import { modulesOfWebGuide } from "../readme/guide-page.ts";
import { makeReadersFolder } from "../readme/readers-folder.ts";
import { serveShop } from "../readme/serve-shop.ts";

const top = join(import.meta.dirname, "../../..");
const TIMEOUT_MS = 60_000;
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const HTML = `<!doctype html><title>Pay</title>
<form><div id="payment-element"></div><button>Pay</button></form><p id="said"></p>
<script type="module">
  import { showForm } from "./page.js";
  const asked = new URLSearchParams(location.search);
  globalThis.card = asked.get("card");
  const purchase = { order_id: asked.get("order"), amount: Number(asked.get("amount")), currency: "eur" };
  const said = document.querySelector("#said");
  await showForm(purchase, document.querySelector("form"), (text) => said.append(text + " "));
</script>`;

interface Order {
  readonly id: unknown;
  readonly amount: number;
}

/** A tab of a real browser before the bookshop of the getting-started guide, logged in as Ada, on the web guide's page. */
async function openTab() {
  const folder = makeReadersFolder(shopAfterGuide("express"));
  const { url, simulator } = await serveShop({ folder, webhookPath: "/payments/webhook" });
  const ask = await logIn(url, "ada", "lovelace");
  const { token } = await ask("/login", { name: "ada", password: "lovelace" });
  const browser = await chromium.launch({
    executablePath: process.env.CHARGEONCE_CHROMIUM ?? "/usr/bin/chromium",
    args: CHROMIUM_FLAGS,
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") asked.push(new URL(request.url()).pathname);
  });
  const modules = modulesOfWebGuide(top, url);
  await page.route(`${url}/pay/**`, (route) => {
    const name = new URL(route.request().url()).pathname.replace("/pay/", "");
    const body = modules.get(name);
    return body === undefined
      ? route.fulfill({ contentType: "text/html", body: HTML })
      : route.fulfill({ contentType: "text/javascript", body });
  });
  const atTheBank = { does: async (_intent: string): Promise<object> => ({}) };
  await page.exposeFunction("atTheBank", (intent: string) => atTheBank.does(intent));
  const order = async (book: string, amount: number): Promise<Order> => ({
    id: (await ask("/orders", { book })).id,
    amount,
  });
  return {
    page,
    simulator,
    asked,
    complaints,
    atTheBank,
    order,
    open: ({ id, amount }: Order, card: string) =>
      page.goto(`${url}/pay/?order=${id}&amount=${amount}&card=${card}`),
    charged: () => simulator.ledger.succeededCharges().map(({ amount }) => amount),
  };
}

const press = (page: Page) => page.getByRole("button", { name: "Pay" }).click();
const said = (page: Page) => page.locator("#said").textContent();

test("a tap that one order's page left at the bank is neither charged nor spoken of on another's", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { page, simulator, atTheBank, asked, order, open, charged, complaints } = await openTab();
  const [emma, dune] = [await order("emma", 700), await order("dune", 1050)];
  let reached: () => void = () => undefined;
  const atBank = new Promise<void>((resolve) => {
    reached = resolve;
  });
  atTheBank.does = async () => {
    reached();
    return new Promise(() => undefined); // the customer looks at something else meanwhile
  };
  await open(emma, "pm_card_authenticationRequired");
  await press(page);
  await atBank;

  // In a moment the bank would say yes to whoever asks.
  atTheBank.does = async (intent) => {
    simulator.authenticate(intent, "complete");
    return {};
  };
  asked.length = 0;
  await open(dune, "pm_card_visa");
  await page.waitForLoadState("networkidle");

  expect(await said(page)).toBe("");
  expect(asked).toEqual([]);
  expect(charged()).toEqual([]);
  await press(page);
  await page.getByText("Thank you, it is paid.").waitFor();
  expect(charged()).toEqual([1050]);

  await open(emma, "pm_card_visa"); // and its own page goes on where it was left
  await page.getByText("Thank you, it is paid.").waitFor();
  expect(charged()).toEqual([1050, 700]);
  await open(emma, "pm_card_visa");
  await page.waitForLoadState("networkidle");
  expect(await said(page)).toBe("");
  expect(complaints).toEqual([]);
});

test("a tap that was refused for good is forgotten: the page that is loaded again asks nothing, and another card pays", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { page, asked, order, open, charged, complaints } = await openTab();
  const emma = await order("emma", 700);
  await open(emma, "pm_card_chargeDeclined");
  await press(page);
  await page.getByText("The card was declined.").waitFor();

  asked.length = 0;
  await open(emma, "pm_card_visa");
  await page.waitForLoadState("networkidle");
  expect(await said(page)).toBe("");
  expect(asked).toEqual([]);

  await press(page);
  await page.getByText("Thank you, it is paid.").waitFor();
  expect(charged()).toEqual([700]);
  expect(complaints).toEqual([]);
});
