import { defineBundle } from "../../tools/bundle/define-bundle.ts";

export default defineBundle({ index: "src/index.ts", msw: "src/faces/msw.ts", cli: "src/cli.ts" });
