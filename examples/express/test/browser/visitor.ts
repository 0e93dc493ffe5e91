import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type FrameLocator, type Page } from "playwright-core";

const SCREENSHOTS = join(import.meta.dirname, "../../screenshots");

export interface Screen {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export const SCREENS: readonly Screen[] = [
  { name: "desktop", width: 1280, height: 900 },
  { name: "phone", width: 390, height: 844 },
];

/** Somebody in front of the checkout page. */
export interface Visitor {
  readonly page: Page;
  /** Opens the shop, puts things into the basket and places the order. */
  placeOrder(): Promise<void>;
  fillCard(number: string): Promise<void>;
  pay(): Promise<void>;
  readonly bank: FrameLocator;
  /** Waits until a text can be seen. */
  sees(text: string | RegExp): Promise<void>;
  /** Takes a picture, and throws when the page is wider than the screen. */
  picture(name: string): Promise<void>;
  /** What the page complained of in the browser's console. */
  readonly complaints: readonly string[];
  leave(): Promise<void>;
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHARGEONCE_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export async function visit(browser: Browser, url: string, screen: Screen): Promise<Visitor> {
  const { width, height } = screen;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 1,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Chromium reports every answer of 4xx; a decline is one, and expected.
    const expected = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !expected) complaints.push(message.text());
  });
  let pictures = 0;
  return {
    page,
    complaints,
    bank: page.frameLocator("#bank-frame"),
    async placeOrder() {
      await page.goto(url);
      await page.getByRole("button", { name: "One Kenya Nyeri more" }).click();
      await page.getByRole("button", { name: "One Two quiet mugs more" }).click();
      await page.getByRole("button", { name: "Place order" }).click();
      await page.getByLabel("Card number").waitFor();
    },
    async fillCard(number) {
      await page.getByRole("button", { name: number }).click();
    },
    async pay() {
      await page.getByRole("button", { name: /^Pay / }).click();
    },
    async sees(text) {
      await page.getByText(text).filter({ visible: true }).first().waitFor();
    },
    async picture(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      pictures += 1;
      const number = String(pictures).padStart(2, "0");
      const path = join(SCREENSHOTS, `${screen.name}-${name}-${number}.png`);
      // Behind a dialog the page does not scroll.
      const fullPage = !(await page.locator("dialog[open]").isVisible());
      await page.screenshot({ path, fullPage });
      const spill = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      if (spill !== 0) throw new Error(`${path} is ${spill} pixels wider than the screen.`);
    },
    leave: () => context.close(),
  };
}
