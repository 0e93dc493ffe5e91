/** What a client's key stands for. Never deleted because of an error. */
export interface IdempotencyRecord {
  /** SHA-256 over tenant, principal, account, mode, installation, operation and the client's key, hexadecimal. */
  readonly scopeKey: string;
  /** SHA-256 of the validated request, hexadecimal. */
  readonly fingerprint: string;
  /** The payment this key leads to; for a first `process` the id about to be reserved. */
  readonly paymentId: string;
  readonly createdAt: Date;
}

/**
 * Keeps client keys. Durable once a promise resolves; throws PaymentsError `store_unavailable` as the payment store does.
 */
export interface IdempotencyStore {
  /**
   * Claims a key. Atomic insert if absent: of N concurrent calls exactly one inserts, all get the same record.
   *
   * @returns The stored record and whether this call inserted it. An existing record is never changed.
   */
  claim(record: IdempotencyRecord): Promise<{ record: IdempotencyRecord; inserted: boolean }>;

  /** Finds a key. @returns null when absent. */
  find(scopeKey: string): Promise<IdempotencyRecord | null>;

  /**
   * Points a key at another payment (the order's live one, or the one that replaced a canceled one).
   *
   * @param expectedPaymentId What the record said when it was read; the write is refused when it has changed.
   * @returns Whether it was written.
   */
  repoint(scopeKey: string, expectedPaymentId: string, paymentId: string): Promise<boolean>;
}
