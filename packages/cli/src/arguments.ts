import type { Resolution } from "@chargeonce/core";
import { InvalidArgumentError } from "commander";

// One reader for each kind of argument; what they throw commander puts behind the argument's name.

export function readLimit(text: string): number {
  const limit = Number(text);
  if (/^\d{1,4}$/.test(text) && limit >= 1 && limit <= 1_000) return limit;
  throw new InvalidArgumentError("It is a number from 1 to 1000.");
}

export function readHours(text: string): number {
  const hours = Number(text);
  if (/^\d{1,5}(?:\.\d{1,3})?$/.test(text) && hours > 0) return hours;
  throw new InvalidArgumentError("It is a number of hours above 0.");
}

/** A day, or an instant with its zone: one without would mean another instant on each machine. */
export function readInstant(text: string): Date {
  const isInstant =
    /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const instant = new Date(text);
  if (isInstant && !Number.isNaN(instant.getTime()) && isDay(text.slice(0, 10))) return instant;
  throw new InvalidArgumentError("It is a day, 2026-11-01, or an instant, 2026-11-01T12:00:00Z.");
}

/** JavaScript takes February 30 for March 2. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

export function readPaymentId(text: string): string {
  if (/^(?:pay|pi)_[A-Za-z0-9_]{1,250}$/.test(text)) return text;
  throw new InvalidArgumentError("It is a payment's id (pay_…) or its PaymentIntent's (pi_…).");
}

export function readEventId(text: string): string {
  if (/^evt_[A-Za-z0-9_]{1,250}$/.test(text)) return text;
  throw new InvalidArgumentError("It is the id of an event of Stripe's (evt_…).");
}

export function readAccount(text: string): string {
  if (/^acct_[A-Za-z0-9_]{1,250}$/.test(text)) return text;
  throw new InvalidArgumentError("It is an account's id (acct_…).");
}

export function readContext(text: string): string {
  if (/^[A-Za-z0-9_]{1,100}(?:\/[A-Za-z0-9_]{1,100}){0,4}$/.test(text)) return text;
  throw new InvalidArgumentError("It is an account's id (acct_…), or a path of them.");
}

export function readInstallation(text: string): string {
  if (text.length >= 1 && text.length <= 100) return text;
  throw new InvalidArgumentError("It is a text of 1 to 100 characters, as the servers have it.");
}

export function readOrder(text: string): string {
  if (text.length >= 1 && text.length <= 1_000) return text;
  throw new InvalidArgumentError("It is an order's id, of 1 to 1000 characters.");
}

export function readName(text: string): string {
  if (/^[a-z0-9_.]{1,100}$/.test(text)) return text;
  throw new InvalidArgumentError("It is a name of Stripe's, of small letters: requires_action.");
}

export function readVersion(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is the number of a step, 0 for none.");
}

export function readDecision(text: string): Resolution {
  if (text === "paid" || text === "closed" || text === "kept") return text;
  throw new InvalidArgumentError("It is paid, closed or kept.");
}

export function readWho(text: string): string {
  if (text.trim() !== "" && text.length <= 200) return text;
  throw new InvalidArgumentError("It is a name or a ticket, of at most 200 characters.");
}

export function readTableName(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(text)) return text;
  throw new InvalidArgumentError(
    "It is letters, digits and underscores, and begins with no digit.",
  );
}
