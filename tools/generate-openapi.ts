import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createOpenapiDocument } from "../packages/core/openapi/create-openapi-document.ts";

// Writes docs/openapi.json from the schemas of the wire. A test of the core says when it is out of date.
const file = join(import.meta.dirname, "../docs/openapi.json");
writeFileSync(file, `${JSON.stringify(createOpenapiDocument(), null, 2)}\n`);
