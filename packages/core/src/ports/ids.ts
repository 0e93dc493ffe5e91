/** Randomness, as the core may know it. A test supplies its own. */
export interface Ids {
  /** A new payment id: `pay_` and 32 hexadecimal digits, 122 random bits. */
  paymentId(): string;
  /** A new id that links an `internal_error` answer to its log line. */
  errorId(): string;
  /** A number in [0, 1), for jitter. */
  fraction(): number;
}
