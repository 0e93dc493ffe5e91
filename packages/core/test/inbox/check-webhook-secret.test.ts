import { describe, expect, it } from "vitest";
import { checkWebhookSecrets } from "../../src/inbox/check-webhook-secret.ts";

/** What the sentence about one secret says, after its beginning. */
const saidOf = (secret: unknown) =>
  checkWebhookSecrets(["whsec_a", secret])?.replace(/^webhookSecrets holds /, "");

const UNSET =
  "an empty secret, with which anybody could sign: check that the environment variable is set.";
const SPACE = "a secret with space around it, with which nothing would match: trim it.";
const QUOTES =
  "a secret with quotes around it, which are part of it then: remove them where it is set.";
const SEVERAL =
  "several secrets in one text: give each as an entry of its own, as in [first, second].";
const CUT = /^a secret that was cut or is a placeholder: pass the endpoint's signing secret/;

describe("checkWebhookSecrets refuses at start-up", () => {
  it.each([
    [[], /^webhookSecrets is empty: /],
    [[""], /^webhookSecrets holds an empty secret/],
    [["whsec_a", "  "], /^webhookSecrets holds an empty secret/],
    [["whsec_a\n"], /^webhookSecrets holds a secret with space around it/],
    [Array<string>(9).fill("whsec_a"), /^webhookSecrets has more than 8 entries: /],
  ])("the list %j", (secrets, sentence) => {
    expect(checkWebhookSecrets(secrets)).toMatch(sentence);
  });

  it("an environment variable that is not set", () => {
    const unset = [process.env.CHARGEONCE_NO_SUCH_VARIABLE] as string[]; // as JavaScript callers pass it
    expect(checkWebhookSecrets(unset)).toMatch(/^webhookSecrets holds an empty secret/);
  });

  it.each<[unknown, string | RegExp]>([
    [undefined, UNSET],
    [null, UNSET],
    ["\n", UNSET],
    ["undefined", 'the word "undefined": check that the environment variable is set.'],
    ["null", 'the word "null": check that the environment variable is set.'],
    ["[object Promise]", /^the word "\[object Promise\]": check that the environment/],
    [7, /^what is no text: /],
    [["whsec_b"], /^what is no text: /],
    [" whsec_b", SPACE],
    ["whsec_b\r", SPACE],
    ['"whsec_b"', QUOTES],
    ["'whsec_b'", QUOTES],
    ['whsec_b"', QUOTES],
    ["whsec_b,whsec_c", SEVERAL],
    ["whsec_b, whsec_c", SEVERAL],
    ["whsec_b whsec_c", SEVERAL],
    ["whsec_b\nwhsec_c", SEVERAL],
    ["whsec_bwhsec_c", SEVERAL],
    ["we_1OaBcDeF", /^an endpoint's id \(we_…\), which is no secret: pass the endpoint's signing/],
    ["ed_test_1", /^a destination's id/],
    ["sk_test_1", /^a secret key \(sk_…\), which signs no webhook: /],
    ["rk_live_1", /^a restricted key/],
    ["pk_test_1", /^a publishable key/],
    ["acct_1", /^an account's id/],
    ["https://shop.example/payments/webhook", /^an address/],
    ["0123456789abcdef", /^a secret that does not begin with whsec_: /],
    ["whsec_", CUT],
    ["whsec_...", CUT],
    ["whsec_…", CUT],
    ["whsec_xxx", CUT],
    ["whsec_***", CUT],
  ])("a list that holds %j", (secret, sentence) => {
    const said = saidOf(secret);
    if (typeof sentence === "string") expect(said).toBe(sentence);
    else expect(said).toMatch(sentence);
  });

  it("and repeats no secret", () => {
    const wrong = ["sk_test_HIDDEN", '"whsec_HIDDEN"', "whsec_HIDDEN,whsec_HIDDEN2", "HIDDEN"];
    for (const secret of wrong) expect(checkWebhookSecrets([secret])).not.toContain("HIDDEN");
  });
});

describe("checkWebhookSecrets takes", () => {
  it.each([
    [["whsec_a"]],
    [["whsec_test_shop"]],
    [["whsec_5ThVG+/b0Zq1=", "whsec_9d2e4c7c0b6f8a1e"]],
    [Array<string>(8).fill("whsec_a")],
  ])("%j", (secrets) => {
    expect(checkWebhookSecrets(secrets)).toBeNull();
  });
});
