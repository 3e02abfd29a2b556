import assert from "node:assert/strict";
import { test } from "node:test";
import { ofSchema, typesOf } from "../scripts/types.mjs";

const CASES = [
  [{ type: "string" }, "string"],
  [{ type: ["integer", "null"] }, "number | null"],
  [{ enum: ["a", "b"] }, '"a" | "b"'],
  [{ const: 3 }, "3"],
  [{ $ref: "#/components/schemas/Page_Row" }, "Page_Row"],
  [{ oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Money" }] }, "null | Money"],
  [{ type: "array", items: { type: ["string", "null"] } }, "Array<string | null>"],
  [{ type: "array", items: { type: "string" } }, "string[]"],
  [
    {
      allOf: [
        { $ref: "#/components/schemas/Row" },
        { type: "object", properties: { n: { type: "integer" } } },
      ],
    },
    "Row & {\n  n?: number;\n}",
  ],
  [{ type: "object", additionalProperties: { type: "integer" } }, "{\n  [name: string]: number;\n}"],
  [{ type: "object", properties: { "a-b": {} }, required: ["a-b"] }, '{\n  "a-b": unknown;\n}'],
];

for (const [schema, type] of CASES) {
  test(`${JSON.stringify(schema)} is ${type.replaceAll("\n", " ")}`, () =>
    assert.equal(ofSchema(schema), type));
}

test("what is not understood is an error, not an `any`", () => {
  assert.throws(() => ofSchema({ type: "file" }), /not known: file/);
  assert.throws(() => ofSchema({ $ref: "other.json#/X" }), /leads nowhere/);
});

test("an operation is written with its path, query, body and answer", () => {
  const types = typesOf({
    paths: {
      "/x/{id}": {
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
        post: {
          parameters: [{ name: "n", in: "query", schema: { type: "integer" } }],
          requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/In" } } } },
          responses: {
            201: { content: { "application/json": { schema: { $ref: "#/components/schemas/Out" } } } },
            404: {
              content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
            },
          },
        },
        delete: { responses: { 204: {} } },
      },
    },
  });
  assert.match(
    types,
    /POST: \{\n\s+path: \{\n\s+id: string;\n\s+\};\n\s+query: \{\n\s+n\?: number;\n\s+\};\n\s+body: In;\n\s+answer: Out;/,
  );
  assert.match(types, /DELETE: \{[^}]*\};\n\s+query: undefined;\n\s+body: undefined;\n\s+answer: undefined;/);
});
