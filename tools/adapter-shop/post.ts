/** An answer, with the fields of its body that the tests look at. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly client_secret?: string;
    readonly status?: string;
    readonly received?: boolean;
    readonly error?: { readonly code: string; readonly message: string };
  };
}

/** How long an answer may take before it counts as hanging. */
const PATIENCE_MS = 5_000;

/** Posts JSON as Ada, and fails when no answer comes. */
export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-user": "ada", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await response.text();
  const { status } = response;
  // The wire contract names these fields; what is no JSON comes from somebody else.
  const parsed = /^application\/json/.test(response.headers.get("content-type") ?? "")
    ? (JSON.parse(text) as Answer["body"])
    : {};
  return { status, headers: response.headers, body: parsed };
}
