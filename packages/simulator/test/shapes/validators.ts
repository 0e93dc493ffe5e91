import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { shapeFile } from "./shape-file.ts";

interface Definition {
  readonly type?: unknown;
  readonly const?: string;
  readonly anyOf?: readonly Definition[];
  readonly properties?: Readonly<Record<string, Definition>>;
  /** Name of another definition. */
  readonly defined?: string;
}

/** What Ajv calls for a keyword. */
interface Check {
  (value: unknown, context?: Parameters<ValidateFunction>[1]): boolean;
  errors?: Partial<ErrorObject>[];
}

/** Kinds of bodies that a field of theirs tells apart. */
export type Root = "objects" | "deleted" | "published" | "events" | "lists";

export interface Validators {
  /** Names of definitions by the text in the field that tells the kind: `object`, of events `type`. */
  readonly roots: Readonly<Record<Root, ReadonlyMap<string, string>>>;
  readonly errors: { readonly secret: string; readonly publishable: string };
  /** What is wrong with a value, one line for each fault; empty when nothing is. */
  faultsOf(definition: string, value: unknown): string[];
}

/**
 * The generated schema, compiled part by part when a body needs it: all of Stripe's types hang together, and compiling
 * them at once takes seconds in every worker. So a reference becomes a keyword of its own, which looks its definition
 * up when the first value gets there.
 */
export function loadValidators(): Validators {
  const { definitions }: { definitions: Readonly<Record<string, Definition>> } = JSON.parse(
    readFileSync(shapeFile(), "utf8").replaceAll('"$ref":"#/definitions/', '"defined":"'),
  );
  // The generator writes unions that strict mode would have told apart.
  const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false });
  const compiled = new Map<string, ValidateFunction>();

  function find(name: string): Definition {
    const definition = definitions[name];
    if (definition) return definition;
    throw new Error(`The generated schema has no definition '${name}'.`);
  }

  function validatorOf(name: string): ValidateFunction {
    const validate = compiled.get(name) ?? ajv.compile(find(name));
    compiled.set(name, validate);
    return validate;
  }

  ajv.addKeyword({
    keyword: "defined",
    compile(name: string) {
      const wantsObject = find(name).type === "object";
      const check: Check = (value, context) => {
        // Most of what could be an expanded object is null or an id, and needs nothing compiled.
        if (wantsObject && !isObject(value)) {
          check.errors = [{ keyword: "type", message: "must be object" }];
          return false;
        }
        const validate = validatorOf(name);
        const fits = validate(value, context);
        check.errors = validate.errors ?? [];
        return fits;
      };
      return check;
    },
  });

  const rootOf = (name: string) => find("ShapeRoots").properties?.[name] ?? {};

  function keyed(root: Root, field: "object" | "type"): ReadonlyMap<string, string> {
    const names = (rootOf(root).anyOf ?? []).map(({ defined = "" }) => defined);
    return new Map(names.map((name) => [find(name).properties?.[field]?.const ?? "", name]));
  }

  return {
    roots: {
      objects: keyed("objects", "object"),
      deleted: keyed("deleted", "object"),
      published: keyed("published", "object"),
      events: keyed("events", "type"),
      lists: keyed("lists", "object"),
    },
    errors: {
      secret: rootOf("error").defined ?? "",
      publishable: rootOf("publishedError").defined ?? "",
    },
    faultsOf(name, value) {
      const validate = validatorOf(name);
      return validate(value) ? [] : describe(validate.errors ?? []);
    },
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value that fits no part of a union fails in each part; the faults that lie deepest are the telling ones. */
function describe(errors: readonly ErrorObject[]): string[] {
  const telling = errors.filter(
    ({ instancePath, keyword }) =>
      keyword !== "anyOf" &&
      !errors.some((other) => other.instancePath.startsWith(`${instancePath}/`)),
  );
  return [...new Set((telling.length > 0 ? telling : errors).map(describeOne))];
}

function describeOne({ instancePath, message = "", params }: ErrorObject): string {
  const additionalProperty = params?.additionalProperty;
  const named = additionalProperty === undefined ? "" : ` (${String(additionalProperty)})`;
  return `${instancePath || "/"} ${message}${named}`;
}
