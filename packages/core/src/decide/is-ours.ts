/** Whether a record belongs to the mode and account of this key; servers of several may share one store. */
export function isOurs(
  record: { readonly livemode: boolean; readonly account: string },
  key: { readonly livemode: boolean; readonly account: string },
): boolean {
  return record.livemode === key.livemode && record.account === key.account;
}
