import type { LogEvent, LogField } from "./log-events.ts";

/**
 * Where the core reports. `pino` and `console` both fit: fields first, then one sentence.
 *
 * Neither holds a client secret, an API key, a webhook secret, a card number or a request body.
 */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** Whether anybody reads this level; without it, all are written. `pino` has it. */
  isLevelEnabled?(level: LogLevel): boolean;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a line says beside its sentence. `event` is the stable name to search and alert by. */
export type LogFields = FieldsWith<PlainError>;

/** A line's fields as the core gives them: `error` is whatever was thrown. */
export type RawLogFields = FieldsWith<unknown>;

/** The logger as the core uses it: it throws nothing, and what it writes is scrubbed. */
export type ScrubbingLogger = {
  readonly [Level in LogLevel]: (fields: RawLogFields, message: string) => void;
};

type FieldsWith<Thrown> = {
  readonly [Field in LogField]?: string | number | boolean | null | undefined;
} & { readonly event: LogEvent; readonly error?: Thrown };

/** What was thrown, as plain bounded data without secrets. */
export interface PlainError {
  /** The error's class (`TypeError`), or `typeof` of what is no Error. */
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: PlainError;
}
