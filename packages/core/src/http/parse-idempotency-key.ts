const MAX_LENGTH = 255;

/**
 * The client's key out of the `Idempotency-Key` header: bare, or quoted as RFC 8941 writes a string. `"abc"` and `abc` are one key.
 *
 * Two headers are refused, also where the server has joined them with a comma and a space.
 *
 * @param header As it came; undefined when there was none.
 * @returns The key, null without a header, or one sentence that says what is wrong.
 * @see https://www.rfc-editor.org/rfc/rfc8941#section-3.3.3
 */
export function parseIdempotencyKey(
  header: string | readonly string[] | undefined,
): { key: string | null } | { problem: string } {
  const values = typeof header === "string" ? [header] : (header ?? []);
  const [value] = values;
  if (value === undefined) return { key: null };
  if (values.length > 1) {
    return { problem: "Idempotency-Key was sent more than once: send one header with one key." };
  }
  const key = value.startsWith('"') ? unquote(value) : value;
  if (key === null) {
    return {
      problem:
        'Idempotency-Key starts with a quote and is not a quoted string: send "key", or key without quotes.',
    };
  }
  if (key.length < 1 || key.length > MAX_LENGTH || !/^[\x21-\x7e]*$/.test(key)) {
    return {
      problem: `Idempotency-Key is not 1 to ${MAX_LENGTH} visible ASCII characters without spaces: send one such key, for example a UUID.`,
    };
  }
  return { key };
}

function unquote(value: string): string | null {
  const [, content] = /^"((?:[^"\\]|\\["\\])*)"$/.exec(value) ?? [];
  return content?.replace(/\\(["\\])/g, "$1") ?? null;
}
