import * as z from "zod";
import type { FormHash, FormValue } from "./form-decoding.ts";
import { invalidRequest, type StripeFailure } from "./stripe-failure.ts";

const EMPTY_CODE = "parameter_invalid_empty";

function refuse(context: z.RefinementCtx, message: string, code?: string): typeof z.NEVER {
  context.addIssue({ code: "custom", message, params: { code } });
  return z.NEVER;
}

export const text = z.string().min(1);

export const integer = text.transform((value, context) =>
  /^-?\d+$/.test(value)
    ? Number(value)
    : refuse(context, `Invalid integer: ${value}`, "parameter_invalid_integer"),
);

export const flag = text.transform((value, context) => {
  if (value === "true" || value === "false") return value === "true";
  return refuse(context, `Invalid boolean: ${value}`);
});

export const email = text.refine(isEmail, {
  error: ({ input }) => `Invalid email address: ${input}`,
  params: { code: "email_invalid" },
});

function isEmail(value: string): boolean {
  const [name = "", host = "", more] = value.split("@", 3);
  const dot = host.indexOf(".", 1);
  return more === undefined && name !== "" && dot > 0 && dot < host.length - 1 && !/\s/.test(value);
}

const SCRIPTS: ReadonlySet<string> = new Set(["javascript:", "data:", "vbscript:"]);

/** An app's own scheme is allowed; a script is not. */
export const url = text.refine(
  (value) => URL.canParse(value) && !SCRIPTS.has(new URL(value).protocol),
  { error: "Not a valid URL", params: { code: "url_invalid" } },
);

export const hash = z.strictObject;

/** A parameter that an empty string unsets. */
export function emptyable<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === "" ? null : value), schema.nullable());
}

/** `a[0]=x`, `a[]=x`, or the empty string for an empty list. */
export function list<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => {
    if (value === "") return [];
    return typeof value === "object" && value !== null ? Object.values(value) : value;
  }, z.array(item));
}

/** A parameter that Stripe knows and this simulator does not: refused aloud, never ignored. */
export const notSimulated = z
  .custom<never>(() => false, {
    error: "This parameter exists at Stripe, but the simulator does not simulate it.",
  })
  .optional();

/** A parameter that Stripe itself refuses in every request. */
export function removed(code: string, message: string) {
  return z.custom<never>(() => false, { error: message, params: { code } }).optional();
}

export const expand = list(text).optional();

/**
 * Checks decoded parameters.
 *
 * @throws StripeFailure With Stripe's own message and code for the first thing that is wrong.
 */
export function parseParameters<T extends z.ZodType>(schema: T, form: FormHash): z.output<T> {
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  const unknown = parsed.error.issues.find((issue) => issue.code === "unrecognized_keys");
  const issue = unknown ?? parsed.error.issues[0];
  throw issue ? describe(issue, form) : invalidRequest("Invalid request.");
}

function describe(issue: z.core.$ZodIssue, form: FormHash): StripeFailure {
  const param = bracketed(issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const names = issue.keys.map((key) => bracketed([...issue.path, key]));
      const noun = names.length > 1 ? "parameters" : "parameter";
      return invalidRequest(`Received unknown ${noun}: ${names.join(", ")}`, {
        code: "parameter_unknown",
        param: names[0] ?? param,
      });
    }
    case "invalid_value":
      return lookUp(form, issue.path) === undefined
        ? missing(param)
        : invalidRequest(`Invalid ${param}: must be one of ${alternatives(issue.values)}`, {
            param,
          });
    case "too_small":
      return invalidRequest(
        `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
        { code: EMPTY_CODE, param },
      );
    case "custom": {
      const code: unknown = issue.params?.code;
      return invalidRequest(issue.message, {
        param,
        ...(typeof code === "string" && { code }),
      });
    }
    default: {
      const value = lookUp(form, issue.path);
      if (value === undefined) return missing(param);
      return typeof value === "string"
        ? invalidRequest("Invalid object", { param })
        : invalidRequest(`Invalid string: ${JSON.stringify(value)}`, { param });
    }
  }
}

/** Parameters that were sent together and exclude each other. */
export function exclusive(names: readonly string[]): StripeFailure {
  return invalidRequest(`You may only specify one of these parameters: ${names.join(", ")}.`, {
    code: "parameters_exclusive",
    ...(names[0] && { param: names[0] }),
  });
}

function missing(param: string): StripeFailure {
  return invalidRequest(`Missing required param: ${param}.`, { code: "parameter_missing", param });
}

function bracketed(path: readonly PropertyKey[]): string {
  const [first = "", ...rest] = path.map(String);
  return first + rest.map((part) => `[${part}]`).join("");
}

function lookUp(form: FormHash, path: readonly PropertyKey[]): FormValue | undefined {
  let value: FormValue | undefined = form;
  for (const part of path) {
    if (typeof value !== "object" || !Object.hasOwn(value, part)) return undefined;
    value = value[String(part)];
  }
  return value;
}

function alternatives(values: readonly unknown[]): string {
  const words = values.map(String);
  if (words.length < 3) return words.join(" or ");
  return `${words.slice(0, -1).join(", ")}, or ${words.at(-1)}`;
}
