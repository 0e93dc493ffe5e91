import type { Module } from "./check-types.ts";
import type { CodeBlock } from "./code-blocks.ts";

/**
 * The block as a whole module. Names that it neither declares nor imports are those of `surroundings.ts`, and two
 * abbreviations are spelt out:
 *
 * - An ellipsis in a comment, last in an object, stands for the options that were shown before.
 * - A block that begins with a member, such as `onPayment: {`, is options of `createPayments`.
 */
export function completeBlock(block: CodeBlock): Module {
  const spelt = block.code.replace(/\{([^{}]*?)\/\* … \*\/\s*\}/g, "{ ...shown, $1}");
  const code = /^\w+: /.test(spelt) ? `createPayments({ ...shown, ${spelt}});` : spelt;
  return { block, code };
}
