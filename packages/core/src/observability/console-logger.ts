import type { Logger } from "../ports/logger.ts";

/** Warnings and errors to the console: what is used where the application supplies no logger. */
export const consoleLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
  isLevelEnabled: (level) => level === "warn" || level === "error",
};
