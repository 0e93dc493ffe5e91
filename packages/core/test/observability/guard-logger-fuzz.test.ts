import fc from "fast-check";
import { expect, test } from "vitest";
import { guardLogger } from "../../src/observability/guard-logger.ts";
import type { Logger } from "../../src/ports/logger.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const unguessable = fc.string({
  unit: fc.constantFrom(...LETTERS),
  minLength: 16,
  maxLength: 40,
});
/** What must not get out, and the text it stands in. */
const secrets = fc.oneof(
  unguessable.map((x) => ({ secret: x, text: `pi_3Abc_secret_${x}` })),
  unguessable.map((x) => ({ secret: x, text: `seti_9_SECRET_${x}` })),
  unguessable.map((x) => ({ secret: x, text: `sk_live_${x}` })),
  unguessable.map((x) => ({ secret: x, text: `rk_test_${x}` })),
  unguessable.map((x) => ({ secret: x, text: `pk_live_${x}` })),
  unguessable.map((x) => ({ secret: x, text: `sk_org_live_${x}` })),
  unguessable.map((x) => ({ secret: x, text: `sk_${x}` })),
  unguessable.map((x) => ({ secret: x, text: `keysk_live_${x}` })),
  unguessable.map((x) => ({ secret: x, text: `key9rk_test_${x}` })),
  unguessable.map((x) => ({ secret: x, text: `whsec_${x}` })),
  unguessable.map((x) => ({ secret: x, text: `postgres://shop:${x}@db.internal:5432/shop` })),
  unguessable.map((x) => ({ secret: x, text: `postgres://shop:p@/${x}:#@db` })),
  unguessable.map((x) => ({ secret: x, text: `host=db password=${x} dbname=shop` })),
  unguessable.map((x) => ({ secret: x, text: `authorization: Bearer ${x}` })),
  ...[
    "4242424242424242",
    "4242 4242 4242 4242",
    "4242-4242-4242-4242",
    "378282246310005",
    "5555555555554444",
    "6011 1111 1111 1117",
  ].map((card) => fc.constant({ secret: card, text: card })),
);
// A word before a key may make it another word, so what stands around is no letter, digit, dash or underscore.
const around = fc.oneof(
  fc.constantFrom("", " ", "\n", '"', "'", "(", "…", '{"secret":"', "?key=", " of "),
  fc
    .string({ unit: fc.constantFrom(..." \t\n.,:;(){}[]<>!?'\"äß漢\u0000\ud800") })
    .map((text) => `${text} `),
);
const told = fc
  .tuple(around, secrets, around)
  .map(([before, { secret, text }, after]) => ({ secret, text: `${before}${text} ${after}` }));

function write(use: (logger: ReturnType<typeof guardLogger>) => void): unknown[] {
  const lines: unknown[] = [];
  const keep = (...line: unknown[]) => {
    lines.push(line);
  };
  const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep };
  use(guardLogger(logger));
  return lines;
}

/** Every way in which an application's failure may carry a text. */
const CARRIERS: Record<string, (text: string) => unknown> = {
  message: (text) => new Error(text),
  name: (text) => Object.assign(new Error("x"), { name: text }),
  code: (text) => Object.assign(new Error("x"), { code: text }),
  stack: (text) => Object.assign(new Error("x"), { stack: text }),
  cause: (text) => new Error("x", { cause: new TypeError("y", { cause: text }) }),
  text: (text) => text,
  object: (text) => ({ message: text, request: { authorization: text } }),
  member: (text) => Object.assign(new Error("x"), { config: { key: text }, [text]: 1 }),
  aggregate: (text) => new AggregateError([new Error(text)], text),
  symbol: (text) => Symbol(text),
  getter: (text) =>
    Object.defineProperty(new Error("x"), "message", {
      get() {
        throw new Error(text);
      },
    }),
  far: (text) => new Error(`${"far ".repeat(4_500)}${text}${" and on".repeat(4_000)}`),
};

test("no planted secret gets out by an error, whatever carries it", () => {
  fc.assert(
    fc.property(told, fc.constantFrom(...Object.keys(CARRIERS)), ({ secret, text }, carrier) => {
      const error = CARRIERS[carrier]?.(text);
      const lines = write((logger) => logger.error({ event: "internal_error", error }, "Failed."));
      expect(lines).toHaveLength(1);
      expect(JSON.stringify(lines)).not.toContain(secret);
    }),
    { numRuns: 3_000 },
  );
});

test("no planted secret gets out by a field or the sentence", () => {
  fc.assert(
    fc.property(told, ({ secret, text }) => {
      const fields = { event: "webhook_refused", reason: text, order_ref: text } as const;
      const lines = write((logger) => logger.warn(fields, text));
      expect(lines).toHaveLength(1);
      expect(JSON.stringify(lines)).not.toContain(secret);
    }),
    { numRuns: 2_000 },
  );
});

test("a secret at the edge of what is read goes with the cut", () => {
  fc.assert(
    fc.property(secrets, fc.nat(80), ({ secret, text }, shift) => {
      const error = new Error(`${"x ".repeat(8_192).slice(shift)}${text}${" more".repeat(99)}`);
      const lines = JSON.stringify(
        write((logger) => logger.error({ event: "internal_error", error }, "Failed.")),
      );
      expect(lines).not.toContain(secret.slice(0, 12));
    }),
    { numRuns: 500 },
  );
});

test("a line comes out, small and serializable, whatever was thrown", () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, maxDepth: 3 }), (error) => {
      const lines = write((logger) => logger.error({ event: "worker_failed", error }, "Failed."));
      expect(lines).toHaveLength(1);
      expect(JSON.stringify(lines).length).toBeLessThan(40_000);
    }),
    { numRuns: 1_000 },
  );
});
