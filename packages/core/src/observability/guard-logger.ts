import { LOG_FIELDS, type LogField } from "../ports/log-events.ts";
import type {
  LogFields,
  Logger,
  LogLevel,
  RawLogFields,
  ScrubbingLogger,
} from "../ports/logger.ts";
import { describeError } from "./describe-error.ts";
import { scrub } from "./scrub.ts";

const MAX_FIELD = 300;
const MAX_MESSAGE = 1_000;
// A list of the keys of a constant: Object.keys types them as plain strings.
const FIELDS = Object.keys(LOG_FIELDS) as readonly LogField[];

/**
 * The application's logger, whose own failure ends no payment: what it throws is dropped.
 *
 * Redaction is by construction: only listed fields pass, every text is scrubbed, and an error becomes plain data.
 */
export function guardLogger(logger: Logger): ScrubbingLogger {
  const guard = (level: LogLevel) => (fields: RawLogFields, message: string) => {
    try {
      if (logger.isLevelEnabled?.(level) === false) return;
      logger[level](scrubFields(fields), scrub(message, MAX_MESSAGE));
    } catch {
      // There is nowhere left to say it.
    }
  };
  return {
    debug: guard("debug"),
    info: guard("info"),
    warn: guard("warn"),
    error: guard("error"),
  };
}

function scrubFields(fields: RawLogFields): LogFields {
  const kept: Partial<Record<LogField, string | number | boolean | null>> = {};
  for (const name of FIELDS) {
    const value = fields[name];
    if (value !== undefined)
      kept[name] = typeof value === "string" ? scrub(value, MAX_FIELD) : value;
  }
  return {
    event: fields.event,
    ...kept,
    // Also `undefined` can be thrown.
    ...("error" in fields ? { error: describeError(fields.error) } : {}),
  };
}
