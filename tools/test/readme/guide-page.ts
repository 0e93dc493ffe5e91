import ts from "typescript";
import { readBlocks } from "./code-blocks.ts";
import { followGuide } from "./guide-files.ts";

/** What the web guide's page gets of Stripe.js here. `globalThis.card` is the card in its form, `atTheBank` what the customer does there. */
const STRIPE_JS = `
export const loadStripe = async () => ({
  elements: () => ({ create: () => ({ mount() {} }), submit: async () => ({}) }),
  createPaymentMethod: async () => ({ paymentMethod: { id: globalThis.card } }),
  handleNextAction: async ({ clientSecret }) => globalThis.atTheBank(clientSecret.split("_secret_")[0]),
});
`;

/** The files of the web guide as its reader has them. */
export function filesOfWebGuide(top: string): ReadonlyMap<string, string> {
  const files = followGuide(readBlocks(top, "docs/web.md")).at(-1);
  if (files === undefined) throw new Error("The guide has lost its files.");
  return files;
}

/**
 * The web guide's page as a browser loads it, word for word but for three things: types are taken off, the shop's address
 * is this one, and Stripe.js is a stand-in.
 *
 * @returns The text of each module, by its name: `page.js`, `payment-service.js`, `stripe-js.js`.
 */
export function modulesOfWebGuide(top: string, shopUrl: string): ReadonlyMap<string, string> {
  const modules = new Map([["stripe-js.js", STRIPE_JS]]);
  for (const [name, text] of filesOfWebGuide(top)) {
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ES2022 },
    });
    const code = outputText
      .replaceAll("https://shop.example", shopUrl)
      .replaceAll('"@stripe/stripe-js"', '"./stripe-js.js"')
      .replace(/"(\.\/[\w-]+)\.ts"/g, '"$1.js"');
    modules.set(name.replace(/\.ts$/, ".js"), code);
  }
  return modules;
}
