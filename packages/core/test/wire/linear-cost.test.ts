import { describe, expect, it } from "vitest";
import { parseIdempotencyKey } from "../../src/http/parse-idempotency-key.ts";
import { scrub } from "../../src/observability/scrub.ts";
import { parseProcessRequest, parseStatusRequest } from "../../src/wire/contract.ts";

const KIB = 1_024;
const PIECES = [
  ...'z4-={["\\%\u00a0𝄞',
  "0 ",
  "1 ",
  "4 ",
  "0–",
  "4242 ",
  "4242424242424241",
  "4 - ",
  "-.-.",
  "a=b&",
  "%41",
  "%e2%82",
  "1,",
  "_secret_",
  "sk_live_",
  "password= ",
  "bearer ",
  "://@",
  "x:// @",
];

/** Processor time in milliseconds; the best of several, which a busy machine spoils least. */
function cost(work: () => void): number {
  const tries = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...tries);
}

/** Linear is 1, quadratic 8. */
const MOST = 4;

/** The least of several ratios, as many as it takes: noise is over some time, and what is quadratic stays so. */
function least(measure: () => number): number {
  let ratio = measure();
  for (let again = 0; ratio >= MOST && again < 5; again += 1) ratio = Math.min(ratio, measure());
  return ratio;
}

/** How much more a long text costs than as much in texts an eighth as long: 1 when linear, 8 when quadratic. */
function growth(read: (text: string) => unknown, piece: string, longest: number): number {
  const long = piece.repeat(longest / piece.length);
  const short = long.slice(0, longest / 8);
  const times = (count: number, text: string) => () => {
    for (let turn = 0; turn < count; turn += 1) read(text);
  };
  times(2, long)();
  // Below a millisecond it is noise that grows.
  return least(() => Math.max(cost(times(2, long)), 1) / Math.max(cost(times(16, short)), 1));
}

describe("what a stranger sends is read once, whatever it is", () => {
  it.each(PIECES)("bodies full of %j", (piece) => {
    const order = { amount: 1050, currency: "usd" };
    const bodies = [
      (pad: string) => ({ ...order, pad }),
      (pad: string) => ({ ...order, card_number: pad }),
      (pad: string) => ({ ...order, x: { number: pad, exp_month: 1 } }),
      (pad: string) => ({ ...order, currency: pad, amount: pad, payment_method_id: `pm_${pad}` }),
      (pad: string) => ({ ...order, [pad]: 1 }),
    ];
    for (const body of bodies) {
      expect(
        growth((text) => parseProcessRequest(body(text), "major"), piece, 64 * KIB),
      ).toBeLessThan(MOST);
    }
    const secret = (text: string) =>
      parseStatusRequest({ payment_intent_client_secret: `pi_${text}` });
    expect(growth(secret, piece, 64 * KIB)).toBeLessThan(MOST);
  });

  it.each<[string, (count: number) => unknown]>([
    ["numbers in a list", (count) => Array(count).fill(0)],
    ["texts in a list", (count) => Array(count).fill("a=b&")],
    [
      "names",
      (count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, 1])),
    ],
    ["cards that are none", (count) => Array(count / 2).fill({ number: "4242424242424241" })],
    ["texts that look like JSON", (count) => Array(count).fill("[1,2,3,")],
    ["a list in a text", (count) => JSON.stringify(Array(4 * count).fill(0))],
    ["lists in lists in a text", (count) => "[".repeat(4 * count) + "]".repeat(4 * count)],
    ["a form in a text", (count) => "card=4242&".repeat(count)],
  ])("bodies with many %s", (_, make) => {
    const [long, short] = [make(8_000), make(1_000)];
    const read = (count: number, pad: unknown) => () => {
      for (let turn = 0; turn < count; turn += 1) {
        parseProcessRequest({ amount: 1050, currency: "usd", pad }, "minor");
      }
    };
    read(2, long)();
    const ratio = () => Math.max(cost(read(2, long)), 1) / Math.max(cost(read(16, short)), 1);
    expect(least(ratio)).toBeLessThan(MOST);
  });

  it.each(PIECES)("texts for the log full of %j", (piece) => {
    expect(growth((text) => scrub(text, 1_000), piece, 16 * KIB)).toBeLessThan(MOST);
  });

  it.each([...PIECES, '"', '\\"'])("idempotency keys full of %j", (piece) => {
    expect(growth((text) => parseIdempotencyKey(`"${text}`), piece, 16 * KIB)).toBeLessThan(MOST);
  });
});
