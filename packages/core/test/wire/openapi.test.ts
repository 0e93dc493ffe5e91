import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { createOpenapiDocument } from "../../openapi/create-openapi-document.ts";
import { HTTP_STATUS } from "../../src/errors.ts";

const text = readFileSync(new URL("../../../../docs/openapi.json", import.meta.url), "utf8");
const committed: OpenapiDocument = JSON.parse(text);

describe("docs/openapi.json", () => {
  it("is what the schemas say: run tools/generate-openapi.ts after a change", () => {
    expect(committed).toEqual(JSON.parse(JSON.stringify(createOpenapiDocument())));
  });

  it("is a valid OpenAPI 3.1 document", async () => {
    const validator = new Validator();
    expect(await validator.validate(text)).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("refers to nothing that is not there", () => {
    const references = [
      ...JSON.stringify(committed).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g),
    ];
    expect(references.length).toBeGreaterThan(8);
    for (const [, name] of references)
      expect(committed.components.schemas).toHaveProperty(name ?? "");
  });

  it.each([
    [
      "/process",
      ["200", "400", "401", "402", "403", "404", "405", "409", "413", "415", "422", "500", "503"],
    ],
    [
      "/confirm",
      [
        ...["200", "400", "401", "402", "403", "404", "405", "409", "413", "415", "422", "429"],
        ...["500", "503"],
      ],
    ],
    ["/status", ["200", "400", "401", "403", "404", "405", "413", "415", "500", "503"]],
    ["/webhook", ["200", "400", "405", "413", "500", "503"]],
  ])("%s is a POST that answers %j", (path, statuses) => {
    expect(Object.keys(committed.paths[path] ?? {})).toEqual(["post"]);
    expect(Object.keys(committed.paths[path]?.post.responses ?? {})).toEqual(statuses);
  });

  it.each(Object.entries(HTTP_STATUS))("%s is told of under %i", (code, status) => {
    const operations = Object.entries(committed.paths).filter(
      ([path]) => path !== "/webhook" || code !== "internal_error", // see the next law
    );
    const places = operations.flatMap(([, { post }]) =>
      Object.keys(post.responses).filter((place) => codesOf(post.responses[place]).includes(code)),
    );
    expect(new Set(places)).toEqual(new Set([`${status}`]));
  });

  it("Stripe is asked by 503 to deliver again what a bug or a handler has failed", () => {
    expect(codesOf(committed.paths["/webhook"]?.post.responses["503"])).toContain("internal_error");
  });

  it("names the headers that a client may read", () => {
    const confirm = committed.paths["/confirm"]?.post;
    const headersOf = (status: string) => Object.keys(confirm?.responses[status]?.headers ?? {});
    expect(confirm?.parameters).toMatchObject([{ in: "header", name: "Idempotency-Key" }]);
    expect(headersOf("200")).toEqual(["Cache-Control", "Idempotent-Replayed"]);
    expect(headersOf("402")).toEqual(["Cache-Control", "Idempotent-Replayed"]);
    expect(headersOf("405")).toEqual(["Cache-Control", "Allow", "Connection"]);
    expect(headersOf("413")).toEqual(["Cache-Control", "Connection"]);
    expect(headersOf("409")).toEqual(["Cache-Control", "Retry-After"]);
    expect(headersOf("503")).toEqual(["Cache-Control", "Retry-After"]);
    expect(committed.paths["/webhook"]?.post.parameters).toMatchObject([
      { in: "header", name: "Stripe-Signature", required: true },
    ]);
  });

  it("lets an answer gain fields, and hands over the fields of a request that it does not name", () => {
    expect(JSON.stringify(committed)).not.toContain('"additionalProperties":false');
    expect(committed.components.schemas.ProcessRequest?.additionalProperties).toEqual({});
  });
});

/** What these laws read of the document. */
interface OpenapiDocument {
  readonly paths: Readonly<Record<string, { readonly post: Operation }>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly additionalProperties?: unknown }>>;
  };
}

interface Operation {
  readonly parameters?: readonly unknown[];
  readonly responses: Readonly<Record<string, Response>>;
}

interface Response {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly content: { readonly "application/json": { readonly schema: ErrorSchema } };
}

interface ErrorSchema {
  readonly allOf?: readonly [
    unknown,
    { properties: { error: { properties: { code: { enum: string[] } } } } },
  ];
}

function codesOf(response: Response | undefined): string[] {
  const own = response?.content["application/json"].schema.allOf?.[1];
  return own?.properties.error.properties.code.enum ?? [];
}
