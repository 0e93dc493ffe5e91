import { defineConfig } from "tsup";

// A command, nothing to import: no types and no CommonJS.
export default defineConfig({
  entry: { cli: "src/cli.ts" },
  format: ["esm"],
  clean: true,
  target: "node20",
});
