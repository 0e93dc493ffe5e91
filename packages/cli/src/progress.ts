import type { ReconcileProgress } from "@chargeonce/core";
import { count } from "./format.ts";
import type { Output } from "./run-command.ts";

/** Says on stderr how far a run is: on a terminal at once and on one line, elsewhere every few seconds. */
export interface Progress {
  show(progress: ReconcileProgress): void;
  /** Leaves the line. May be called twice. */
  end(): void;
}

const EVERY_MS = { terminal: 100, elsewhere: 5_000 };

export function progressOn(stream: Output): Progress {
  const terminal = stream.isTTY === true;
  const every = terminal ? EVERY_MS.terminal : EVERY_MS.elsewhere;
  let last = performance.now() - (terminal ? every : 0);
  let onLine = false;
  return {
    show(progress) {
      const now = performance.now();
      if (now - last < every) return;
      last = now;
      const text = progressText(progress);
      stream.write(terminal ? `\r\u001B[2K${text}` : `${text}\n`);
      onLine = terminal;
    },
    end() {
      if (onLine) stream.write("\r\u001B[2K");
      onLine = false;
    },
  };
}

export function progressText({ read, settled, compared }: ReconcileProgress): string {
  return `read ${count(read, "event")}, looked at ${settled} due, compared ${count(compared, "PaymentIntent")}`;
}
