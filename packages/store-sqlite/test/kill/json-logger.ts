import type { Logger } from "@chargeonce/core";

/** Every level to stderr, one JSON object a line, errors with all that hangs on them: the most talkative log there is. */
export const jsonLogger: Logger = {
  debug: (fields, message) => write("debug", fields, message),
  info: (fields, message) => write("info", fields, message),
  warn: (fields, message) => write("warn", fields, message),
  error: (fields, message) => write("error", fields, message),
};

function write(level: string, fields: object, message: string): void {
  process.stderr.write(`${JSON.stringify({ level, message, ...fields }, withErrors)}\n`);
}

/** JSON alone would show an error as `{}`. */
function withErrors(_name: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { ...value, name, message, stack, cause };
}
