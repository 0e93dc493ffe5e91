import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import * as z from "zod";

/** A request and its answer, as they went over the wire. Header names are lower-case. */
export interface Exchange {
  readonly path: string;
  /** How the server was made; the document has a request for each. */
  readonly amountUnit: "minor" | "major";
  readonly request: { readonly headers: Readonly<Record<string, unknown>>; readonly body: unknown };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

const Header = z.object({ required: z.boolean().default(false), schema: z.json() });
const Operation = z.object({
  parameters: z.array(Header.extend({ in: z.literal("header"), name: z.string() })).default([]),
  responses: z.record(z.string(), z.object({ headers: z.record(z.string(), Header) })),
});
const Document = z.object({ paths: z.record(z.string(), z.object({ post: Operation })) });

const text = readFileSync(new URL("../../../../docs/openapi.json", import.meta.url), "utf8");
const { paths } = Document.parse(JSON.parse(text));
const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes: false });
ajv.addSchema(JSON.parse(text), "openapi");
const compiled = new Map<string, ValidateFunction>();

/** On every HTTP answer, and no business of the document's. */
const TRANSPORT = new Set(["content-type", "content-length"]);

/**
 * What docs/openapi.json does not allow of an exchange: a status, a field, a header, or a request that was granted.
 *
 * @returns One sentence each; empty when all is well, and for a path that the document does not name.
 */
export function checkExchange(exchange: Exchange): string[] {
  const operation = paths[exchange.path]?.post;
  if (operation === undefined) return [];
  const { status, headers, body } = exchange.response;
  const declared = operation.responses[status];
  if (declared === undefined) return [`${exchange.path} does not answer ${status}`];
  const answer = pointer(exchange.path, "responses", `${status}`, JSON_BODY);
  return [
    ...(status === 200 ? checkGranted(exchange, operation) : []),
    ...checkHeaders(declared.headers, headers),
    ...faultsOf(`the body of ${status}`, answer, body),
    ...(status === 200
      ? []
      : faultsOf("error", "/components/schemas/Error/properties/error", errorIn(body))),
  ];
}

const JSON_BODY = ["content", "application/json", "schema"];

/** A request that was granted must be one that the document tells clients to send. */
function checkGranted(
  { path, request, amountUnit }: Exchange,
  { parameters }: z.infer<typeof Operation>,
): string[] {
  const faults = parameters.flatMap(({ name, required, schema }) =>
    checkHeader(name, { required, schema }, request.headers[name.toLowerCase()]),
  );
  const inMajor = amountUnit === "major" && path === "/process";
  const schema = inMajor
    ? "/components/schemas/ProcessRequestMajor"
    : pointer(path, "requestBody", JSON_BODY);
  return [...faults, ...faultsOf("the request", schema, request.body)];
}

function checkHeaders(
  declared: Readonly<Record<string, z.infer<typeof Header>>>,
  headers: Readonly<Record<string, string>>,
): string[] {
  const names = new Set(Object.keys(declared).map((name) => name.toLowerCase()));
  const unknown = Object.keys(headers).filter((name) => !names.has(name) && !TRANSPORT.has(name));
  return [
    ...unknown.map((name) => `the header ${name} is not named`),
    ...Object.entries(declared).flatMap(([name, header]) =>
      checkHeader(name, header, headers[name.toLowerCase()]),
    ),
  ];
}

function checkHeader(name: string, header: z.infer<typeof Header>, value: unknown): string[] {
  if (value === undefined) return header.required ? [`the header ${name} is missing`] : [];
  const { type } = z.object({ type: z.string() }).parse(header.schema);
  const read = type === "integer" ? Number(value) : value;
  const validate = ajv.compile(z.looseObject({}).parse(header.schema));
  return validate(read) ? [] : [`the header ${name} is ${JSON.stringify(value)}`];
}

/** Answers may gain fields some day; one that the document does not name yet is a slip. */
function faultsOf(what: string, schema: string, value: unknown): string[] {
  const known = compiled.get(schema);
  const open = what === "the request";
  const validate =
    known ??
    ajv.compile({ $ref: `openapi#${schema}`, ...(open ? {} : { unevaluatedProperties: false }) });
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${what}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function errorIn(body: unknown): unknown {
  return z.object({ error: z.unknown() }).parse(body).error;
}

function pointer(path: string, ...steps: readonly (string | readonly string[])[]): string {
  return ["", "paths", path, "post", ...steps.flat()]
    .map((step) => step.replaceAll("~", "~0").replaceAll("/", "~1"))
    .join("/");
}
