import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", msw: "src/faces/msw.ts", cli: "src/cli.ts" },
  format: ["esm", "cjs"],
  dts: true,
  clean: true,
  target: "node20",
});
