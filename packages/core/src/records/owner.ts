/** Whose records: servers of several accounts, modes and installations may share one store, and none touches another's. */
export interface Owner {
  /** The account that the requests are made for (`acct_…`), or `""` for the key's own, where nothing names it. */
  readonly account: string;
  readonly livemode: boolean;
  /** The option `installation`, or `""` without one. */
  readonly installation: string;
}
