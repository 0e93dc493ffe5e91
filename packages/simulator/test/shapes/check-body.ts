import { loadValidators, type Root, type Validators } from "./validators.ts";

let loaded: Validators | undefined;

function validators(): Validators {
  loaded ??= loadValidators();
  return loaded;
}

/** Whose eyes a body is for: a publishable key sees parts of objects. */
export type Viewer = "secret" | "publishable";

/**
 * Compares a body of the API, or of a webhook, with the types of the installed `stripe`.
 *
 * @returns What differs, one line for each fault; empty when nothing does.
 */
export function faultsOfBody(body: unknown, viewer: Viewer): string[] {
  if (!isRecord(body)) return ["the body is no object"];
  if ("error" in body) return describe("error", validators().errors[viewer], body);
  if (isList(body)) {
    const { data, object } = body;
    const faults = faultsOfKind("lists", String(object), body);
    const faultsOfItems = Array.isArray(data)
      ? data.flatMap((item) => faultsOfBody(item, viewer))
      : [];
    return [...faults, ...faultsOfItems];
  }
  if (body.object === "event") return faultsOfKind("events", String(body.type), body);
  if (body.deleted === true) return faultsOfKind("deleted", String(body.object), body);
  return faultsOfKind(viewer === "secret" ? "objects" : "published", String(body.object), body);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList({ object }: Record<string, unknown>): boolean {
  return object === "list" || object === "search_result";
}

function faultsOfKind(root: Root, kind: string, value: unknown): string[] {
  const definition = validators().roots[root].get(kind);
  if (definition === undefined) {
    return [`no shape is known for '${kind}': name its type under \`${root}\` in shape-roots.ts`];
  }
  return describe(kind, definition, value);
}

function describe(kind: string, definition: string, value: unknown): string[] {
  const faults = validators().faultsOf(definition, value);
  return faults.map((fault) => `${kind}: ${fault}`);
}
