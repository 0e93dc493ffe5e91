/** A request that no application can grant, byte for byte. */
export interface BadRequest {
  readonly title: string;
  readonly head: string;
  /** What follows the head; a body that does not end is cut off by the answer. */
  readonly body: readonly (string | Uint8Array)[];
}

const JSON_TYPE = "content-type: application/json";
const LARGE = ["x".repeat(65_536), "x".repeat(65_536)];
const CHUNK = `10000\r\n${LARGE[0]}\r\n`;
/** Where the servers take JSON: of the payments, and of the shop. */
const TAKES_JSON = ["/payments/process", "/orders"];

function request(
  title: string,
  line: string,
  headers: readonly string[] = [],
  body: BadRequest["body"] = [],
): BadRequest {
  const lines = ["host: shop.test", ...headers].map((header) => `${header}\r\n`);
  return { title, head: `${line} HTTP/1.1\r\n${lines.join("")}\r\n`, body };
}

/** A body that comes whole. */
function whole(path: string, title: string, headers: readonly string[], body: string | Uint8Array) {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return request(`${title} for ${path}`, `POST ${path}`, [...headers, length], [body]);
}

function unreadable(path: string): BadRequest[] {
  const chunked = [JSON_TYPE, "transfer-encoding: chunked"];
  return [
    whole(path, "what is not JSON", [JSON_TYPE], "{nope"),
    whole(path, "no body", [JSON_TYPE], ""),
    whole(path, "an array", [JSON_TYPE], "[]"),
    whole(path, "null", [JSON_TYPE], "null"),
    whole(path, "a string", [JSON_TYPE], '"amount"'),
    whole(path, "very deep JSON", [JSON_TYPE], "[".repeat(10_000)),
    whole(path, "bytes that are no UTF-8", [JSON_TYPE], new Uint8Array([0x22, 0xff, 0x22])),
    whole(path, "a charset that nobody knows", [`${JSON_TYPE}; charset=klingon`], "{}"),
    whole(path, "text", ["content-type: text/plain"], "hello"),
    whole(path, "a form", ["content-type: application/x-www-form-urlencoded"], "amount=%zz"),
    whole(path, "an unfinished form", ["content-type: multipart/form-data; boundary=x"], "--x"),
    whole(path, "no type", [], "{}"),
    whole(path, "a type that is none", ["content-type: ;;;"], "{}"),
    whole(path, "an encoding that nobody knows", [JSON_TYPE, "content-encoding: zorp"], "{}"),
    whole(path, "what is no gzip", [JSON_TYPE, "content-encoding: gzip"], "{}"),
    whole(path, "too large", [JSON_TYPE], LARGE.join("")),
    request(`announced as too large for ${path}`, `POST ${path}`, [
      JSON_TYPE,
      "content-length: 9000000000",
    ]),
    request(
      `too large without a length for ${path}`,
      `POST ${path}`,
      chunked,
      Array(64).fill(CHUNK),
    ),
    request(`broken chunks for ${path}`, `POST ${path}`, chunked, ["zz\r\nhello\r\n"]),
    request(`chunks that break later for ${path}`, `POST ${path}`, chunked, [
      "2\r\n{}\r\n",
      "zz\r\n",
    ]),
    ...["GET", "PUT", "DELETE", "OPTIONS", "PROPFIND"].map((method) =>
      request(`${method} ${path}`, `${method} ${path}`),
    ),
  ];
}

const NOWHERE = [
  "/nowhere",
  "/payments",
  "/payments/",
  "/payments/nowhere",
  "/payments//process",
  "/payments/%70rocess",
  "//orders",
  "/%",
  "/%zz",
  "/payments/%",
  "/orders/%",
  "/orders/%E0%A4%A",
  "/donations/%00",
  "/assets/%2e%2e%2fpackage.json",
  "/orders/__proto__",
  "http://elsewhere.test/%",
];

export const BAD_REQUESTS: readonly BadRequest[] = [
  ...TAKES_JSON.flatMap(unreadable),
  ...NOWHERE.flatMap((path) => [
    request(`GET ${path}`, `GET ${path}`),
    whole(path, "JSON", [JSON_TYPE], "{}"),
  ]),
  request(
    "a webhook without a signature",
    "POST /payments/webhook",
    [JSON_TYPE, "content-length: 2"],
    ["{}"],
  ),
  request("a header that is none", "GET /nowhere", ["b ad"]),
  request("headers without end", "GET /nowhere", [`x: ${"y".repeat(70_000)}`]),
  request("an address with a space", "GET /no where"),
  request(
    "two lengths",
    "POST /orders",
    [JSON_TYPE, "content-length: 2", "content-length: 3"],
    ["{}"],
  ),
  { title: "what is no HTTP", head: "HELLO\r\n\r\n", body: [] },
];
