import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createOpenapiDocument } from "../packages/core/openapi/create-openapi-document.ts";

// Writes docs/openapi.json from the schemas of the wire. A test of the core says when it is out of date.
const root = join(import.meta.dirname, "..");
const file = join(root, "docs/openapi.json");

writeFileSync(file, JSON.stringify(createOpenapiDocument(), null, 2));
// The checkout's one formatter, so that the file passes its check.
execFileSync(join(root, "node_modules/.bin/biome"), ["format", "--write", file], {
  stdio: "inherit",
});
