import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findCardData } from "../../src/card-data/find-card-data.ts";

const NUMBER = "4242424242424242";
const CARD = { number: NUMBER, exp_month: 12, exp_year: 2034 };
const number = (path: string) => ({ what: "number", path });
const code = (path: string) => ({ what: "code", path });

describe("a card's number is found in a member named for one", () => {
  it.each([
    "card_number",
    "cardNumber",
    "CardNumber",
    "CARD_NUMBER",
    "card-number",
    "card number",
    "card.number",
    "card[number]",
    "cardnumber",
    "ｃａｒｄ＿ｎｕｍｂｅｒ",
    "card_no",
    "cardNo",
    "cardnum",
    "creditCardNumber",
    "credit_card",
    "debit_card_number",
    "payment_card_number",
    "billing_card_number",
    "payment_method_data[card][number]",
    "cc_number",
    "ccNumber",
    "ccnum",
    "ccno",
    "cc",
    "pan",
    "PAN",
    "primary_account_number",
    "card",
    "payment_method",
    "payment_method_id",
    "track2",
  ])("%j", (name) => {
    expect(findCardData({ [name]: NUMBER })?.what).toBe("number");
    expect(findCardData({ [name]: "4242 4242 4242 4242" })?.what).toBe("number");
    expect(findCardData({ order: { lines: [{ [name]: 4242424242424242 }] } })?.what).toBe("number");
  });

  it.each([
    ["in a list", { card_number: [NUMBER] }, "card_number.0"],
    ["in an object", { card_number: { value: NUMBER, number: NUMBER } }, "card_number.number"],
    ["percent-encoded", { card_number: "4242%204242%204242%204242" }, "card_number"],
    ["as a pair of a form", { form: [{ name: "cardNumber", value: NUMBER }] }, "form.0.value"],
  ])("%s", (_, body, path) => {
    expect(findCardData(body)).toEqual(number(path));
  });
});

describe("a card's number is found in an object that is a card", () => {
  it.each([
    ["named card", { card: { number: NUMBER } }, "card.number"],
    [
      "named card, with its details below",
      { card: { details: { no: NUMBER } } },
      "card.details.no",
    ],
    ["named for one", { creditCard: { number: 5555555555554444 } }, "creditCard.number"],
    [
      "in payment_method_data",
      { payment_method_data: { card: CARD } },
      "payment_method_data.card.number",
    ],
    ["with an expiry, at the top", { ...CARD }, "number"],
    ["with an expiry, anywhere", { order: { lines: [{ pay: CARD }] } }, "order.lines.0.pay.number"],
    ["with expiry as a text", { x: { number: NUMBER, expiry: "12/34" } }, "x.number"],
    ["with expiry as a year and month", { x: { number: NUMBER, expiry: "2034-12" } }, "x.number"],
    ["with expiry as a number", { x: { number: NUMBER, exp: 1234 } }, "x.number"],
    ["with expiry as an object", { x: { number: NUMBER, expiration: { month: 12 } } }, "x.number"],
    ["with a code", { x: { number: NUMBER, code: "123" } }, "x.number"],
    ["with its holder", { x: { number: NUMBER, cardholder_name: "A. Payer" } }, "x.number"],
    [
      "with an account number",
      { x: { account_number: NUMBER, valid_thru: "12/34" } },
      "x.account_number",
    ],
    [
      "a number printed like a card's, and nothing says of what",
      { number: "4242 4242 4242 4242" },
      "number",
    ],
    ["the same in a wrapper", { data: { number: "3782-822463-10005" } }, "data.number"],
  ])("%s", (_, body, path) => {
    expect(findCardData(body)).toEqual(number(path));
  });
});

describe("a security code is found, whatever it is", () => {
  it.each([
    "cvc",
    "CVC",
    "cvv",
    "cvv2",
    "cvc2",
    "cvn",
    "csc",
    "cvd",
    "cvc_code",
    "cvvNumber",
    "card_cvc",
    "cardCvv",
    "card[cvc]",
    "cc_cvv",
    "security_code",
    "securityCode",
    "card_security_code",
    "card_verification_value",
  ])("in %j", (name) => {
    expect(findCardData({ [name]: "737" })).toEqual(code(name));
    expect(findCardData({ [name]: 737 })).toEqual(code(name));
    expect(findCardData({ [name]: "CODE737" })).toEqual(code(name));
    expect(findCardData({ a: [{ [name]: { value: "737" } }] })).toEqual(code(`a.0.${name}.value`));
  });

  it.each([
    ["cid in a card", { card: { cid: "1234" } }, "card.cid"],
    ["code in a card", { payment_method: { code: "123" } }, "payment_method.code"],
    ["cid beside an expiry", { exp_month: 12, exp_year: 2034, cid: 1234 }, "cid"],
    ["cvc as a pair of a form", { inputs: [{ key: "cvc", value: "737" }] }, "inputs.0.value"],
    ["cvc of a card that nobody pays with", { gift_card: { cvv: "737" } }, "gift_card.cvv"],
  ])("%s", (_, body, path) => {
    expect(findCardData(body)).toEqual(code(path));
  });

  it.each([
    { cvc: null, cvv: "", security_code: " ", csc: true },
    { cvc_check: "pass", cvc_token: "cvctok_1", cvv_result: "M" },
    { cid: "1234", code: "1234", verification_code: "123456", pin: "560001" },
    { card: { code: "WELCOME", cid: "cart_1" } },
  ])("not in %j", (body) => {
    expect(findCardData(body)).toBeNull();
  });
});

describe("card data is found in a text that is JSON or a form", () => {
  const json = JSON.stringify({ card: CARD });

  it.each([
    ["JSON", { payload: json }, number("payload.card.number")],
    ["JSON with space before it", { payload: `\n ${json}` }, number("payload.card.number")],
    ["JSON of a list", { items: JSON.stringify([{ cvc: "737" }]) }, code("items.0.cvc")],
    ["JSON in JSON", { a: JSON.stringify({ b: json }) }, number("a.b.card.number")],
    ["the JSON of a card", { card: JSON.stringify({ number: NUMBER }) }, number("card")],
    ["a form", { raw: `card%5Bnumber%5D=${NUMBER}&x=1` }, number("raw.card[number]")],
    ["a form of a card", { raw: `number=${NUMBER}&exp_month=12` }, number("raw.number")],
    ["a form with a code", { raw: "order=12345678&cvc=737" }, code("raw.cvc")],
    [
      "an address",
      { url: `https://shop.test/pay?card_number=${NUMBER}` },
      number("url.card_number"),
    ],
  ])("%s", (_, body, found) => {
    expect(findCardData(body)).toEqual(found);
  });
});

describe("ids are no cards, whatever check they pass", () => {
  /** Each passes as a card's number. */
  const IDS = [NUMBER, "36227206271667", "4000000000000000006", "5555-5555-5555-4444"];
  const PLACES: ((id: string | number) => object)[] = [
    (id) => ({ order_id: id }),
    (id) => ({ order_id: `ORDER ${id}` }),
    (id) => ({ id, cart_id: id, reference: id, sku: id, token: id, session: id }),
    (id) => ({ order: { number: id, id } }),
    (id) => ({ order: { number: id, expires_at: "2026-12-01", code: "SAVE10" } }),
    (id) => ({ quote: { number: id, expiry: "2026-12-01" } }),
    (id) => ({ session: { number: id, exp: 1_795_435_200 } }),
    (id) => ({ phone: { number: id }, invoice: { no: id } }),
    (id) => ({ account_number: id, customer: { account: id } }),
    (id) => ({ line_items: [{ variant_id: id, quantity: 2 }, { product: { number: id } }] }),
    (id) => ({ skus: [id, id], cards: [id], numbers: [id] }),
    (id) => ({ quantities: { [id]: 2 }, [id]: true }),
    (id) => ({ metadata: { order: id, note: `please deliver ${id} soon` } }),
    (id) => ({ gift_card: { number: id, expiry: "12/34", code: "1234", card_number: id } }),
    (id) => ({ loyalty_card_number: id, member_card: id, gift_card_number: id }),
    (id) => ({ cart: JSON.stringify({ number: id, items: [id] }) }),
    (id) => ({ return_url: `https://shop.test/?order=${id}&number=${id}` }),
    (id) => ({ attributes: [{ name: "order", value: id }] }),
  ];

  it.each(IDS)("%s", (id) => {
    for (const place of PLACES) {
      const body = place(id);
      expect(findCardData(body), JSON.stringify(body)).toBeNull();
    }
  });

  it("nor as numbers", () => {
    for (const place of PLACES) expect(findCardData(place(36227206271667))).toBeNull();
  });

  it("at the top an id that is called number is one, unless it is printed like a card's", () => {
    expect(findCardData({ number: NUMBER })).toBeNull();
    expect(findCardData({ number: 36227206271667 })).toBeNull();
    expect(findCardData({ number: "114-3924583-0704520" })).toBeNull();
  });
});

describe("findCardData, of anything", () => {
  it("tells the first, in the order of the text", () => {
    expect(findCardData({ a: { card: CARD }, pan: NUMBER })).toEqual(number("a.card.number"));
    expect(findCardData({ a: [1, [{ pan: NUMBER }]], cvc: "1" })).toEqual(number("a.1.0.pan"));
    expect(findCardData({ a: '[{"cvc":"737"},123]', pan: NUMBER })).toEqual(code("a.0.cvc"));
  });

  it("never repeats a number, also where a name holds one", () => {
    const path = findCardData({ cards: { [NUMBER]: { pan: NUMBER } } })?.path;
    expect(path).toBe("cards.[card number].pan");
  });

  it("finds a card wherever it stands in JSON, and a path without it", () => {
    const names = fc.array(
      fc
        .string()
        .filter((name) => !/^\W*(gift|loyal|member|reward|bonus|club|voucher|coupon)/i.test(name)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), names, (value, around) => {
        const inner = [{ card: CARD, more: value }];
        const nested = around.reduceRight<unknown>((each, name) => ({ [name]: each }), inner);
        const found = findCardData(nested);
        expect(found).not.toBeNull();
        expect(found?.path).not.toContain(NUMBER);
      }),
    );
  });

  it("comes to an end in texts that are JSON in JSON in JSON", () => {
    const wrapped = (depth: number): string =>
      depth === 0 ? JSON.stringify({ pan: NUMBER }) : JSON.stringify({ a: wrapped(depth - 1) });
    expect(findCardData({ x: wrapped(1) })).toEqual(number("x.a.pan"));
    expect(findCardData({ x: wrapped(6) })).toBeNull();
    const deep = `${"[".repeat(30_000)}1${"]".repeat(30_000)}`;
    expect(findCardData({ x: deep })).toBeNull();
  });
});
