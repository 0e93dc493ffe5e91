import { afterAll, afterEach } from "vitest";
import { temporaryFolder } from "../sqlite-subject.ts";
import type { Life } from "./life.ts";
import { openShop, type Shop } from "./shop.ts";

/** Opens shops of one test file; what a test leaves open is closed after it. */
export function shopOpener(): (lives: readonly Life[]) => Promise<Shop> {
  const cache = temporaryFolder();
  const opened: Shop[] = [];
  afterEach(async () => {
    for (const shop of opened.splice(0)) await shop.close();
  });
  afterAll(cache.remove);
  return async (lives) => {
    const shop = await openShop(lives, cache.folder);
    opened.push(shop);
    return shop;
  };
}
