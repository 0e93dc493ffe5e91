import type { PlainError } from "../ports/logger.ts";
import { scrub } from "./scrub.ts";

const MAX_CAUSES = 4;
const LIMITS = { type: 80, message: 1_000, code: 80, stack: 4_000 };

/**
 * Whatever was thrown, as plain data: bounded, without secrets, and without a call into it that may throw.
 *
 * An application's own error reaches logs and spans only through here.
 */
export function describeError(thrown: unknown): PlainError {
  return describe(thrown, MAX_CAUSES);
}

function describe(thrown: unknown, causesLeft: number): PlainError {
  if ((typeof thrown !== "object" && typeof thrown !== "function") || thrown === null) {
    const type = thrown === null ? "null" : typeof thrown;
    // `String` throws for objects alone.
    return { type, message: scrub(String(thrown), LIMITS.message) };
  }
  const name = textMember(thrown, "name", LIMITS.type);
  const message = textMember(thrown, "message", LIMITS.message);
  const code = textMember(thrown, "code", LIMITS.code);
  const stack = textMember(thrown, "stack", LIMITS.stack);
  const cause = causesLeft > 0 ? member(thrown, "cause") : undefined;
  return {
    type: name ?? typeof thrown,
    message: message ?? "Something that is no Error was thrown.",
    ...(code === undefined ? {} : { code }),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause: describe(cause, causesLeft - 1) }),
  };
}

/** Reads one member of something that may be a proxy, a half-made object or a trap. */
function member(of: object, name: string): unknown {
  try {
    return Reflect.get(of, name);
  } catch {
    return undefined;
  }
}

function textMember(of: object, name: string, limit: number): string | undefined {
  const value = member(of, name);
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  return scrub(String(value), limit);
}
