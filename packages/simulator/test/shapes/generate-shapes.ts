import { join } from "node:path";
import {
  type CompletedConfig,
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  type Schema,
  SchemaGenerator,
} from "ts-json-schema-generator";

const CONFIG: CompletedConfig = {
  ...DEFAULT_CONFIG,
  path: join(import.meta.dirname, "shape-roots.ts"),
  tsconfig: join(import.meta.dirname, "../../../../tsconfig.json"),
  type: "ShapeRoots",
  additionalProperties: false,
  encodeRefs: false,
  expose: "all",
  // Checked by the workspace's own type check.
  skipTypeCheck: true,
  // Descriptions would be half of the text.
  jsDoc: "none",
};

/**
 * JSON schema of `ShapeRoots` from the declarations of the installed `stripe`. Takes some seconds.
 *
 * The generator needs help in two places. Stripe has types of one name in several modules (`Card` and `Issuing.Card`),
 * and definitions are named by the checker: so the names are given the module's. And `Decimal` is what the client
 * makes of a decimal that travels as text: so its definition, a class without JSON, becomes a text of digits.
 */
export function generateShapes(): Schema {
  const program = createProgram(CONFIG);
  const checker = program.getTypeChecker();
  const nameOf = checker.getFullyQualifiedName.bind(checker);
  checker.getFullyQualifiedName = (symbol) =>
    nameOf(symbol).replace(
      /^"[^"]*\/stripe\/esm\/(?:resources\/)?([^"]*?)(?:\.d)?"\./,
      (_all, module: string) => `${module.replaceAll("/", ".")}:`,
    );
  const { definitions = {}, ...schema } = new SchemaGenerator(
    program,
    createParser(program, CONFIG),
    createFormatter(CONFIG),
    CONFIG,
  ).createSchema(CONFIG.type);
  definitions["Decimal:Decimal"] = { type: "string", pattern: "^-?\\d+(\\.\\d+)?$" };
  return { ...schema, definitions };
}
