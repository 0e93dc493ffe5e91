import * as z from "zod";
import type { ApiRequest, ApiResponse } from "../engine/api-types.ts";
import { decodeForm } from "../engine/form-decoding.ts";
import type { Simulator } from "../simulator.ts";
import { type ControlEndpoint, ControlRefusal } from "./endpoint.ts";
import { faultEndpoints } from "./fault-endpoints.ts";
import { historyEndpoints } from "./history-endpoints.ts";
import { whyNotLocal } from "./local-only.ts";
import { paymentEndpoints } from "./payment-endpoints.ts";
import { webhookEndpoints } from "./webhook-endpoints.ts";

const ROOT = "/_simulator";

/** Answers what is asked of the control endpoint; null for everything else. */
export type Control = (request: ApiRequest) => Promise<ApiResponse> | null;

/**
 * The simulator's methods over HTTP, for tests in other languages and for hand-made requests. JSON in and out; GET takes a
 * query. What Stripe names is named as Stripe does, everything else as in the TypeScript API.
 *
 * | below `/_simulator` | takes | answers |
 * |---|---|---|
 * | `GET /` | | every line of this table |
 * | `POST /faults` | `{ fault, …FaultOptions }`; `times: null` is without limit | the `FaultDescription` |
 * | `GET /faults`, `GET /faults/:id` | | `FaultDescription`s, one of them |
 * | `DELETE /faults`, `DELETE /faults/:id` | | 204 |
 * | `POST /faults/:id/release` | | `{ released }`: how many requests went on |
 * | `POST /advance` | `{ hours }` | `{ now }`, ISO 8601 |
 * | `POST /authenticate` | `{ payment_intent or setup_intent, outcome: "complete" \| "fail" }` | the PaymentIntent or SetupIntent |
 * | `POST /confirm` | `{ client_secret, payment_method, return_url? }` | `ClientConfirmation` |
 * | `POST /dispute` | `{ payment_intent, reason?, amount?, status? }` | the dispute |
 * | `POST /resend` | `{ event, endpoint? }` | `{ tries }` |
 * | `POST /deliver` | `{ due? }`: everything unfinished, or only what is due | `{ tries }` |
 * | `GET /deliveries` | `?event=` | `Delivery`s |
 * | `POST /rotate-secret` | `{ endpoint, expiresInHours? }` | `{ secret }` |
 * | `POST /disturbances` | `{ kind, …DisturbanceOptions }` | the `Disturbance` |
 * | `GET /disturbances`, `DELETE /disturbances` | | `Disturbance`s, 204 |
 * | `GET /ledger` | `?payment_intent=&metadata[order]=1` | `{ paymentIntents, charges }` |
 * | `GET /events` | `?type=` | events in order of creation |
 * | `GET /requests`, `DELETE /requests` | | `RequestLogEntry`s, 204 |
 *
 * A refusal is `{ error: { message } }` with 400 (input), 403 (not from this machine), 404, 405, 409 (the simulator cannot
 * do that now), 413 (over a mebibyte) or 415 (no JSON).
 */
export function createControl(simulator: Simulator): Control {
  const endpoints = [
    ...faultEndpoints(simulator),
    ...paymentEndpoints(simulator),
    ...webhookEndpoints(simulator),
    ...historyEndpoints(simulator),
  ];

  async function answer(request: ApiRequest): Promise<ApiResponse> {
    try {
      const reason = whyNotLocal(request);
      if (reason !== null) throw new ControlRefusal(403, reason);
      if (isIndex(request)) return json(200, endpoints.map(nameOf));
      const { chosen, id } = choose(endpoints, request);
      const input = check(chosen.input, readInput(request));
      const answered: unknown = await chosen.run(input, id);
      return answered === undefined
        ? { status: 204, headers: HEADERS, body: "" }
        : json(200, answered);
    } catch (error) {
      if (!(error instanceof ControlRefusal)) throw error;
      return json(error.status, { error: { message: error.message } }, error.headers);
    }
  }

  return (request) =>
    request.path === ROOT || request.path.startsWith(`${ROOT}/`) ? answer(request) : null;
}

const nameOf = ({ method, path }: ControlEndpoint) => `${method} ${ROOT}${path}`;

const isIndex = ({ method, path }: ApiRequest) =>
  method === "GET" && (path === ROOT || path === `${ROOT}/`);

function choose(
  endpoints: readonly ControlEndpoint[],
  { method, path }: ApiRequest,
): { chosen: ControlEndpoint; id: string } {
  const segments = path.slice(ROOT.length).split("/");
  const ofPath = endpoints.filter((candidate) => fits(candidate.path.split("/"), segments));
  const chosen = ofPath.find((candidate) => candidate.method === method);
  // The id is the segment after the resource, wherever there is one.
  if (chosen) return { chosen, id: segments[2] ?? "" };
  if (ofPath.length === 0) {
    throw new ControlRefusal(404, `There is no '${path}'; GET ${ROOT} tells what there is.`);
  }
  const allow = ofPath.map((candidate) => candidate.method).join(", ");
  throw new ControlRefusal(405, `'${path}' answers to ${allow}, not to ${method}.`, { allow });
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => part === ":id" || part === segments[index])
  );
}

function readInput({ method, query, body, headers }: ApiRequest): unknown {
  if (method !== "POST") return decodeForm(query);
  if (body === "") return {};
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json") {
    throw new ControlRefusal(415, `The body must be application/json, and it is '${type}'.`);
  }
  try {
    return JSON.parse(body);
  } catch {
    throw new ControlRefusal(400, "The body is no JSON.");
  }
}

function check(schema: z.ZodType, input: unknown): unknown {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ControlRefusal(400, z.prettifyError(parsed.error));
}

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return {
    status,
    headers: { ...HEADERS, "content-type": "application/json", ...headers },
    body: `${JSON.stringify(value, null, 2)}\n`,
  };
}
