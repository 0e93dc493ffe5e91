import { describe, expect, test } from "vitest";
import { scrub } from "../../src/observability/scrub.ts";

/** Of each the part that must not be left. */
const SECRETS: [text: string, secret: string][] = [
  ["postgres://shop:hunter2@db.internal/shop", "hunter2"],
  ["mongodb+srv://shop:hunter2@cluster0.example.net/?retryWrites=true", "hunter2"],
  ["rediss://:hunter2@cache:6380/0", "hunter2"],
  ["host=db user=shop password=hunter2 dbname=shop", "hunter2"],
  ["DB_PASSWORD=hunter2", "hunter2"],
  ["PGPASSWORD='hunter2 and more'", "hunter2"],
  ['{"user":"shop","password":"hunter2 and more"}', "hunter2"],
  ["sslpassword: hunter2", "hunter2"],
  ["Authorization: Bearer hunter2", "hunter2"],
  ["authorization: Token hunter2", "hunter2"],
  ["Authorization: hunter2", "hunter2"],
  ['{"authorization":"Basic aHVudGVyMg=="}', "aHVudGVyMg"],
  ["headers: { Authorization: 'Digest hunter2' }", "hunter2"],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "dozjgNryP4J3jVmNHl0w5N"],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "eyJzdWIiOiIxIn0"],
  ["x-api-key: hunter2", "hunter2"],
  ["https://api.example/v1?api_key=hunter2&page=2", "hunter2"],
  ["https://api.example/v1?access_token=hunter2", "hunter2"],
  ["https://api.example/v1?token=hunter2", "hunter2"],
  ['{"client_secret":"hunter2"}', "hunter2"],
  ['{"token":"hunter2"}', "hunter2"],
  ["AWS_SECRET_ACCESS_KEY=hunter2/abc", "hunter2"],
  ["AKIAIOSFODNN7EXAMPLE is not allowed", "IOSFODNN7EXAMPLE"],
  ["ghp_0123456789abcdefghij0123456789abcdef", "0123456789abcdefghij"],
  ["xoxb-123456789012-hunter2hunter2", "hunter2hunter2"],
  ["SG.hunter2hunter2hunter2.more", "hunter2hunter2"],
  ["-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----", "hunter2"],
  ["-----BEGIN PRIVATE KEY-----\nhunter2", "hunter2"],
  ["sk_live_hunter2", "hunter2"],
  ["whsec_hunter2", "hunter2"],
  ["pi_1_secret_hunter2", "hunter2"],
  ["card 4242 4242 4242 4242", "4242 4242"],
  ["card 4242 4242 4242 4242", "242"],
];

describe("scrub takes out", () => {
  test.each(SECRETS)("of %j what is secret", (text, secret) => {
    const said = scrub(`It failed: ${text} (again)`, 1_000);
    expect(said).not.toContain(secret);
    expect(said).toContain("It failed: ");
    expect(said).toMatch(/\[removed\]|\[card number\]/);
    expect(scrub(said, 1_000)).toBe(said);
  });
});

describe("scrub leaves as it is", () => {
  test.each([
    "Unexpected token 'a', \"abc\" is not valid JSON",
    "Unexpected token: punc (})",
    "webhookSecrets holds an endpoint's id (we_…), which is no secret: pass the endpoint's signing secret.",
    'password authentication failed for user "shop"',
    "The card's authorization failed.",
    "connect ECONNREFUSED 10.0.0.7:5432",
    "order 2026-11-23T12:00:00.000Z of shop@example.org",
    "npm-run-all ended with 1",
  ])("%s", (text) => {
    expect(scrub(text, 1_000)).toBe(text);
  });
});

test("scrub costs no more for a text that is made to cost", () => {
  const hostile = ["authorization:", "password=", "eyJ", "-----BEGIN PRIVATE KEY-----", "a://"];
  for (const each of hostile) {
    const text = each.repeat(16_384 / each.length);
    const startedMs = performance.now();
    scrub(text, 1_000);
    expect(performance.now() - startedMs, each).toBeLessThan(200);
  }
});
