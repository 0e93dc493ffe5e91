import { defineConfig, type Options } from "tsup";

/**
 * How a package becomes what its users install: ES modules and CommonJS, with types.
 *
 * @param entry What can be imported, by the name of its file in `dist`.
 * @param changes Where a package differs.
 */
export function defineBundle(entry: NonNullable<Options["entry"]>, changes: Options = {}) {
  return defineConfig({
    entry,
    format: ["esm", "cjs"],
    dts: true,
    clean: true,
    target: "node20",
    // tsup cuts `node:` off by default: `sqlite` has no other name, and outside Node no built-in has.
    removeNodeProtocol: false,
    ...changes,
  });
}
