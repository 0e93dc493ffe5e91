import { writeFile } from "node:fs/promises";
import type { Room } from "./room.ts";
import { rooms } from "./rooms.ts";

/** The rooms as Biome's configuration: one override a room, each forbidden module with its reason. */
export function importDirection(all: readonly Room[]): string {
  const overrides = all.map((room) => ({
    includes: room.files,
    linter: {
      rules: {
        style: { noRestrictedImports: { level: "error", options: options(room) } },
      },
    },
  }));
  return `${JSON.stringify({ overrides }, null, 1)}\n`;
}

function options(room: Room) {
  const paths = Object.entries(room.namesOnly ?? {}).map(([module, { names, reason }]) => [
    module,
    { allowImportNames: names, message: reason },
  ]);
  const patterns = room.bans.map(({ modules, reason }) => ({ group: modules, message: reason }));
  return { ...(paths.length > 0 && { paths: Object.fromEntries(paths) }), patterns };
}

if (import.meta.main) {
  await writeFile(new URL("./import-direction.json", import.meta.url), importDirection(rooms));
}
