/** How one engine writes what both have. */
export interface Dialect {
  /** The instants' and hashes' columns, as expressions over `n`; used where the sample has a value. */
  readonly columns: Readonly<Record<string, string>>;
  /** Eight hexadecimal digits of an expression below 2^32. */
  hex8(expression: string): string;
  /** A table of `n`, from the first to the last. */
  numbers(first: number, last: number): string;
}

// Odd, so that no two numbers below 2^32 meet; far apart for neighbours, as random ids are.
const SPREAD = [2_654_435_761n, 2_246_822_519n] as const;
const RANGE = 2n ** 32n;

/** 24 hexadecimal digits for a number: other ones for every other number, and in no order. */
export function scattered(n: number): string {
  const hex8 = (value: bigint) => value.toString(16).padStart(8, "0");
  return [...SPREAD.map((factor) => (BigInt(n) * factor) % RANGE), BigInt(n)].map(hex8).join("");
}

/** {@link scattered} in SQL. */
export function scatteredSql({ hex8 }: Dialect, n: string): string {
  const parts = SPREAD.map((factor) => `((${n}) * ${factor}) % ${RANGE}`);
  return [...parts, n].map(hex8).join(" || ");
}

export const EVENTS_A_PAYMENT = 4;

/** The names of the n-th payment that a store was filled with. */
export const nameOf = {
  payment: (n: number) => `pay_${scattered(n)}00000000`,
  intent: (n: number) => `pi_${scattered(n)}`,
  order: (n: number) => `order_${n}`,
  key: (n: number) => scattered(n).padEnd(64, "0"),
  event: (n: number, k: number) => `evt_${scattered(n * EVENTS_A_PAYMENT + k)}`,
};

/** The same names in SQL. */
export function namesInSql(dialect: Dialect) {
  const own = scatteredSql(dialect, "n");
  return {
    payment: `('pay_' || ${own} || '00000000')`,
    intent: `('pi_' || ${own})`,
    order: "('order_' || n)",
    key: `(${own} || '${"0".repeat(40)}')`,
    event: (k: number) => `('evt_' || ${scatteredSql(dialect, `n * ${EVENTS_A_PAYMENT} + ${k}`)})`,
  };
}
