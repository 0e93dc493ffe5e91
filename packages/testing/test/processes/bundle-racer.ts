import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

/**
 * Makes one script of a process that enters races on the page's store, with a fault: hundreds of them are started, and
 * each would read all sources.
 *
 * @param folder Where the page's code lies.
 * @returns The script's path. Its arguments are the data's file and the fault.
 */
export async function bundleRacer(folder: string): Promise<string> {
  const faults = JSON.stringify(join(import.meta.dirname, "faults.ts"));
  const entry = join(folder, "faulty-racer.ts");
  writeFileSync(
    entry,
    `import { race } from "@chargeonce/testing";
     import { keyValueStore } from "./key-value-store.ts";
     import { spoil } from ${faults};
     const [, , file, fault] = process.argv;
     await race(() => spoil(keyValueStore({ file }), fault));`,
  );
  await build({
    configFile: false,
    logLevel: "silent",
    root: folder,
    resolve: { conditions: ["chargeonce-source"] },
    ssr: { noExternal: true, resolve: { conditions: ["chargeonce-source"] } },
    build: { ssr: entry, outDir: join(folder, "bundle"), target: "node22" },
  });
  return join(folder, "bundle/faulty-racer.js");
}
