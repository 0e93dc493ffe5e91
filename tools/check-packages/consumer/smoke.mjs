// Imports each entry named on the command line as an ES module and as CommonJS. Plain JavaScript, for old Nodes.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const namesOf = (module) =>
  Object.keys(module)
    .filter((name) => !["default", "module.exports", "__esModule"].includes(name))
    .sort();

for (const entry of process.argv.slice(2)) {
  const imported = namesOf(await import(entry));
  const required = namesOf(require(entry));
  if (imported.length === 0) throw new Error(`${entry} exports nothing`);
  if (imported.join() !== required.join()) {
    throw new Error(`${entry} differs: import gives [${imported}], require gives [${required}]`);
  }
  console.log(
    `  node ${process.versions.node}: ${entry} (${imported.length} names, ESM and CommonJS)`,
  );
}
