import type { OpenedStore } from "./opened-store.ts";
import type { Theme } from "./plan.ts";
import { type Played, play } from "./play.ts";

export interface Exploration {
  readonly violations: number;
  readonly reached: ReadonlyMap<string, number>;
  readonly turns: number;
  readonly found: readonly Played[];
  /** For people. */
  readonly text: string;
}

/** Plays seed after seed. */
export async function explore(options: {
  seeds: number;
  firstSeed: number;
  opened: OpenedStore;
  theme?: Theme | null;
}): Promise<Exploration> {
  const { seeds, firstSeed, opened, theme = null } = options;
  const reached = new Map<string, number>();
  const found: Played[] = [];
  let turns = 0;
  const startedAt = process.cpuUsage();
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const played = await play(seed, await opened.empty(), { theme });
    turns += played.turns;
    for (const each of played.reached) reached.set(each, (reached.get(each) ?? 0) + 1);
    if (played.violations.length > 0) found.push(played);
  }
  const used = process.cpuUsage(startedAt);
  const seconds = (used.user + used.system) / 1_000_000;
  const text = [
    `${seeds} worlds from seed ${firstSeed}, ${turns} turns, ${seconds.toFixed(1)} s of processor time (${(seeds / seconds).toFixed(0)} a second)`,
    "Reached, in so many worlds:",
    ...[...reached].toSorted().map(([what, count]) => `  ${String(count).padStart(6)}  ${what}`),
    ...describeFound(found),
  ].join("\n");
  return { violations: found.length, reached, turns, found, text };
}

/** Violations of one kind together: how many worlds, and the shortest of them. */
function describeFound(found: readonly Played[]): string[] {
  const kinds = new Map<string, Played[]>();
  for (const played of found) {
    for (const { rule, what } of played.violations) {
      const kind = `${rule}: ${generalized(what)}`;
      const worlds = kinds.get(kind) ?? [];
      if (!worlds.includes(played)) kinds.set(kind, [...worlds, played]);
    }
  }
  return [
    `Violations in ${found.length} worlds.`,
    ...[...kinds]
      .toSorted(([left], [right]) => left.localeCompare(right))
      .map(([kind, worlds]) => {
        const shortest = worlds.toSorted((left, right) => left.turns - right.turns).slice(0, 3);
        return `  ${worlds.length} worlds, first seed ${worlds[0]?.seed}, shortest ${shortest.map(({ seed }) => seed).join(" ")}: ${kind}`;
      }),
  ];
}

/** Without names and ids. */
function generalized(what: string): string {
  return (
    what
      .split("\n")[0]
      ?.replaceAll(/\b(pi|pm|pay|ch|re|dp|du|evt|cus|err)_\w+/g, "$1")
      .replaceAll(/\b(anna|bert|cleo|last)(-(process|confirm)-\d+)?/g, "somebody")
      .replaceAll(/\d+/g, "n")
      .slice(0, 160) ?? ""
  );
}
