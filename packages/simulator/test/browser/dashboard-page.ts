import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const SCREENSHOTS = join(import.meta.dirname, "../../screenshots");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface Screen {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export const SCREENS: readonly Screen[] = [
  { name: "desktop", width: 1280, height: 900 },
  { name: "phone", width: 390, height: 844 },
];

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHARGEONCE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
}

export interface Look {
  readonly page: Page;
  /** What the browser's console complained of. */
  readonly complaints: readonly string[];
  /** Presses a button, and waits for the sentence that the page then shows. */
  press(name: string, sentence: string | RegExp): Promise<void>;
  /** Takes a picture; throws when the page is wider than the screen or axe finds a fault with it. */
  inspect(name: string): Promise<void>;
  leave(): Promise<void>;
}

export interface LookOptions {
  screen: Screen;
  dark?: boolean;
  javaScript?: boolean;
}

export async function lookAt(
  browser: Browser,
  url: string,
  { screen, dark = false, javaScript = true }: LookOptions,
): Promise<Look> {
  const { width, height } = screen;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    javaScriptEnabled: javaScript,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Chromium reports requests that fail; the tests make some fail.
    const expected = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !expected) complaints.push(message.text());
  });
  await page.goto(url);
  return {
    page,
    complaints,
    async press(name, sentence) {
      await page.getByRole("button", { name, exact: true }).first().click();
      await page.locator(".notice").filter({ hasText: sentence }).waitFor();
    },
    async inspect(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      const picture = `${name}-${screen.name}${dark ? "-dark" : ""}.png`;
      await page.screenshot({ path: join(SCREENSHOTS, picture), fullPage: true });
      const spill = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      if (spill !== 0) throw new Error(`${picture} is ${spill} pixels wider than the screen.`);
      const found = await findFaults(page);
      if (found.length > 0) throw new Error(`${picture}: ${found.join("\n")}`);
    },
    leave: () => context.close(),
  };
}

/** The rules of WCAG 2.2 A and AA that a machine can check. */
async function findFaults(page: Page): Promise<string[]> {
  // Through the debugger: the page's own policy allows no script but its own.
  await page.evaluate(AXE);
  const result = await page.evaluate(
    `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ": " + html + " " + failureSummary)))`,
  );
  // What the expression above makes of axe's report.
  return result as string[];
}
