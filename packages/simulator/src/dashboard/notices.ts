/** What the page says after a button was pressed. */
export interface Notice {
  readonly good: boolean;
  readonly text: string;
}

/** Notices wait here for the page that follows, so that no address can put words into its mouth. */
export interface Notices {
  /** @returns What names it in the address of the page. */
  leave(notice: Notice): string;
  find(name: string | null): Notice | null;
}

const KEPT = 20;

export function createNotices(): Notices {
  const kept = new Map<string, Notice>();
  let count = 0;
  return {
    leave(notice) {
      count += 1;
      kept.set(String(count), notice);
      kept.delete(String(count - KEPT));
      return String(count);
    },
    find: (name) => kept.get(name ?? "") ?? null,
  };
}
