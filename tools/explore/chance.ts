/** Chance that one seed repeats. Each part of a world draws from a stream of its own, so that one more draw moves no other. */
export interface Chance {
  /** From 0 to below 1. */
  fraction(): number;
  /** @param share How often of all times; 0 is never. */
  happens(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  /** @param name The same name gives the same stream. */
  stream(name: string): Chance;
}

export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    fraction,
    happens: (share) => share > 0 && fraction() < share,
    pick(items) {
      const item = items[Math.floor(fraction() * items.length)];
      if (item === undefined) throw new Error("There is nothing to pick from.");
      return item;
    },
    between: (least, most) => least + Math.floor(fraction() * (most - least + 1)),
    stream: (name) => createChance(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ hashOf(name)),
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
