/**
 * What is wrong with the tables, as `code` of the error that `sqliteStore` throws. Without migrating: none are there, or
 * older ones. Always: newer ones than this package knows, or ones from before its first release.
 */
export type SchemaErrorCode = "schema_missing" | "schema_old" | "schema_new" | "schema_early";

/** The tables are not this package's. Private: who opens a store reads `code`. */
export class SchemaError extends Error {
  readonly code: SchemaErrorCode;

  constructor(code: SchemaErrorCode, message: string) {
    super(message);
    this.name = "SchemaError";
    this.code = code;
  }
}
