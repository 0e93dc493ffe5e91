/** How a card behaves. `fickle`: its bank thinks otherwise each time. */
export type CardKind = "good" | "declines" | "challenged" | "fickle" | "refund fails" | "saved";

const NUMBERS: Readonly<Record<CardKind, string>> = {
  good: "4242424242424242",
  saved: "4242424242424242",
  fickle: "4000000000000002",
  declines: "4000000000000002",
  challenged: "4000000000003220",
  "refund fails": "4000000000005126",
};

/** Stripe's test number for a card that behaves so. */
export function findCardNumber(kind: CardKind): string {
  return NUMBERS[kind];
}
