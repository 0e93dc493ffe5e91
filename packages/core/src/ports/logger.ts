/**
 * Where the core reports. `pino` and `console` both fit: fields first, then one sentence.
 *
 * Fields never hold a client secret, an API key, a webhook secret or a request body.
 */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** `event` is the stable name to search and alert by. */
export interface LogFields {
  readonly event: string;
  readonly [name: string]: unknown;
}
