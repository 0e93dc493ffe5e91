import { defineBundle } from "../../tools/bundle/define-bundle.ts";

export default defineBundle(["src/index.ts", "src/opentelemetry.ts"]);
