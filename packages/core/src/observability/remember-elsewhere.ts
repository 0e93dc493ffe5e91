/** Whether this process refused an order because it has a payment under another tenant or account. */
export interface Elsewhere {
  /** When it did so last; null when it never did. */
  readonly refusedAt: Date | null;
  note(at: Date): void;
}

export function rememberElsewhere(): Elsewhere {
  let refusedAt: Date | null = null;
  return {
    get refusedAt() {
      return refusedAt;
    },
    note(at) {
      refusedAt = at;
    },
  };
}
