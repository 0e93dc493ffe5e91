import { defineBundle } from "../../tools/bundle/define-bundle.ts";

// A command, nothing to import: no types and no CommonJS.
export default defineBundle({ cli: "src/cli.ts" }, { format: ["esm"], dts: false });
