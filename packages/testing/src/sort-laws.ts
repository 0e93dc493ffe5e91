/** Laws by what can be tried. */
export interface SortedLaws<Law> {
  /** Those that must be kept. */
  readonly held: Law[];
  /** Those that cannot be tried, because something they need is not there. */
  readonly leftOut: Law[];
}

/** Sorts laws by what is there, so that what is left out can be reported. */
export function sortLaws<Capability, Law extends { readonly needs: readonly Capability[] }>(
  laws: readonly Law[],
  capabilities: readonly Capability[],
): SortedLaws<Law> {
  const applies = ({ needs }: Law) => needs.every((need) => capabilities.includes(need));
  return { held: laws.filter(applies), leftOut: laws.filter((each) => !applies(each)) };
}
