/**
 * What an entry of the import rules is made of.
 *
 * Patterns are gitignore-like: `["**", "!./**", "!zod"]` forbids everything but the folder itself and zod.
 */
export interface Room {
  /** Globs from the top of the tree. */
  readonly files: readonly string[];
  readonly bans: readonly Ban[];
  /** For a module of which only some names may be imported. */
  readonly namesOnly?: Readonly<
    Record<string, { readonly names: string[]; readonly reason: string }>
  >;
}

export interface Ban {
  readonly modules: readonly string[];
  readonly reason: string;
}

/** Paths that climb out of the room; `levels` is how many folders deep the importing file lies in it. */
export function climbing(levels: number): Ban {
  return {
    modules: [`${"../".repeat(levels + 1)}**`],
    reason:
      "Leave a room by a package's door, not by a path: import the other package by its name.",
  };
}

/** One entry per depth, because a relative path says where it leads only together with where it starts. */
export function tree(folder: string, bans: readonly Ban[], namesOnly?: Room["namesOnly"]): Room[] {
  return [0, 1, 2].map((levels) => ({
    files: [`${folder}/${"*/".repeat(levels)}*`],
    bans: [climbing(levels), ...bans],
    ...(namesOnly && { namesOnly }),
  }));
}

/** Everything is forbidden but the room's own files and the modules named. */
export function only(modules: readonly string[], reason: string): Ban {
  return { modules: ["**", "!./**", "!../**", ...modules.map((name) => `!${name}`)], reason };
}
