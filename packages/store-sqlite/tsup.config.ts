import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  dts: true,
  clean: true,
  target: "node20",
  // tsup cuts `node:` off by default, and `sqlite` has no other name.
  removeNodeProtocol: false,
});
