import { explore } from "./explore.ts";
import { play } from "./play.ts";
import { installQuickHashes } from "./quick-hashes.ts";
import { openStore, storeOf } from "./stores.ts";
import { themeOf } from "./themes.ts";

const seeds = Number(process.env.CHARGEONCE_SEEDS ?? 1_000);
const firstSeed = Number(process.env.CHARGEONCE_FIRST_SEED ?? 1);
// Errors are part of every world, and nobody reads where they were made.
if (seeds > 1) Error.stackTraceLimit = 0;
const restore = installQuickHashes();
const theme = themeOf(process.env.CHARGEONCE_THEME);
const opened = await openStore(storeOf(process.env.CHARGEONCE_STORE));
try {
  if (seeds === 1) {
    const played = await play(firstSeed, await opened.empty(), { trace: true, theme });
    console.log(JSON.stringify(played.plan));
    for (const line of played.lines) console.log(line);
    for (const { rule, what } of played.violations) console.log(`${rule}: ${what}`);
    process.exitCode = played.violations.length > 0 ? 1 : 0;
  } else {
    const report = await explore({ seeds, firstSeed, opened, theme });
    console.log(report.text);
    process.exitCode = report.violations > 0 ? 1 : 0;
  }
} finally {
  await opened.close();
  restore();
}
