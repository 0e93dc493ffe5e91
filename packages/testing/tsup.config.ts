import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  dts: true,
  clean: true,
  target: "node20",
  // tsup cuts `node:` off by default, and some built-ins have no other name.
  removeNodeProtocol: false,
});
