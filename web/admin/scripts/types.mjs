// Writes the client's types from the API's own document: `src/api/types.ts` from `docs/openapi.json`.
// With `--check` nothing is written, and a file that is not fresh is an error.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const METHODS = ["get", "post", "put", "patch", "delete"];

/** A name as TypeScript takes it: as it is if it is an identifier, else quoted. */
const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** The last part of `#/components/schemas/NAME`, as a name of a type. */
const typeName = (name) => name.replace(/[^\w$]/g, "_");

function ofReference(reference) {
  const [, name] = /^#\/components\/schemas\/(.+)$/.exec(reference) ?? [];
  if (!name) throw new Error(`a reference that leads nowhere known: ${reference}`);
  return typeName(name.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Members of a union or an intersection: each once, in brackets where it needs them. */
function joined(parts, sign) {
  const other = sign === "|" ? "&" : "|";
  const each = [...new Set(parts)];
  const safe = (part) => (part.includes(` ${other} `) && !part.startsWith("{") ? `(${part})` : part);
  return each.length === 1 ? each[0] : each.map(safe).join(` ${sign} `);
}

const isOpen = (schema) => schema.additionalProperties === true || !schema.properties;

function ofObject(schema, depth) {
  const pad = "  ".repeat(depth + 1);
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, of]) => `${pad}${key(name)}${required.has(name) ? "" : "?"}: ${ofSchema(of, depth + 1)};\n`,
  );
  const more = schema.additionalProperties;
  if (more && typeof more === "object") fields.push(`${pad}[name: string]: ${ofSchema(more, depth + 1)};\n`);
  else if (isOpen(schema) && more !== false) fields.push(`${pad}[name: string]: unknown;\n`);
  return fields.length ? `{\n${fields.join("")}${"  ".repeat(depth)}}` : "Record<string, never>";
}

function ofArray(schema, depth) {
  const of = ofSchema(schema.items ?? {}, depth);
  return /^[\w$]+$/.test(of) ? `${of}[]` : `Array<${of}>`;
}

const PLAIN = { string: "string", integer: "number", number: "number", boolean: "boolean", null: "null" };

function ofType(type, schema, depth) {
  if (type === "object") return ofObject(schema, depth);
  if (type === "array") return ofArray(schema, depth);
  const plain = PLAIN[type];
  if (!plain) throw new Error(`a type that is not known: ${type}`);
  return plain;
}

/** What a schema is in TypeScript. */
export function ofSchema(schema, depth = 0) {
  if (schema === true || Object.keys(schema).length === 0) return "unknown";
  if (schema.$ref) return ofReference(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum)
    return joined(
      schema.enum.map((value) => JSON.stringify(value)),
      "|",
    );
  const of = (part) => ofSchema(part, depth);
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice) return joined(choice.map(of), "|");
  if (schema.allOf) {
    const own = schema.properties ? [ofObject(schema, depth)] : [];
    return joined([...schema.allOf.map(of), ...own], "&");
  }
  const types = [schema.type ?? (schema.properties ? "object" : [])].flat();
  if (types.length === 0) return "unknown";
  return joined(
    types.map((type) => ofType(type, schema, depth)),
    "|",
  );
}

const jsonOf = (content) =>
  Object.entries(content ?? {}).find(([type]) => type.includes("json"))?.[1]?.schema;

function parameters(operation, shared, place) {
  const of = [...shared, ...(operation.parameters ?? [])].filter((one) => one.in === place);
  if (of.length === 0) return "undefined";
  const properties = Object.fromEntries(of.map((one) => [one.name, one.schema ?? {}]));
  const required = of.filter((one) => one.required).map((one) => one.name);
  return ofObject({ properties, required, additionalProperties: false }, 3);
}

/** What an operation answers when it went well. */
function answer(operation) {
  const good = Object.entries(operation.responses ?? {}).filter(([status]) => /^2/.test(status));
  const schemas = good.map(([, one]) => jsonOf(one.content)).filter(Boolean);
  return schemas.length
    ? joined(
        schemas.map((schema) => ofSchema(schema, 3)),
        "|",
      )
    : "undefined";
}

function ofOperation(operation, shared) {
  const content = operation.requestBody?.content;
  const body = jsonOf(content);
  // What is no JSON is a file.
  const isFile = content && !("application/json" in content);
  return [
    `      path: ${parameters(operation, shared, "path")};`,
    `      query: ${parameters(operation, shared, "query")};`,
    `      body: ${isFile ? "Blob" : body ? ofSchema(body, 3) : "undefined"};`,
    `      answer: ${answer(operation)};`,
  ].join("\n");
}

function ofPath(path, item) {
  const operations = METHODS.filter((method) => item[method]).map(
    (method) =>
      `    ${method.toUpperCase()}: {\n${ofOperation(item[method], item.parameters ?? [])}\n    };\n`,
  );
  return `  ${JSON.stringify(path)}: {\n${operations.join("")}  };\n`;
}

const comment = (text) => (text ? `/** ${text.replaceAll("*/", "* /").split("\n")[0]} */\n` : "");

/** The whole file. */
export function typesOf(document) {
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `${comment(schema.description)}export type ${typeName(name)} = ${ofSchema(schema)};\n`,
  );
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => ofPath(path, item));
  return [
    "// Made by `npm run generate` from docs/openapi.json: change that, not this.\n",
    ...schemas,
    `/** Every operation, by its path and method. */\nexport interface Paths {\n${paths.join("")}}\n`,
  ].join("\n");
}

function main() {
  const here = (path) => fileURLToPath(new URL(path, import.meta.url));
  const [document, types] = [here("../../../docs/openapi.json"), here("../src/api/types.ts")];
  const fresh = typesOf(JSON.parse(readFileSync(document, "utf8")));
  if (!process.argv.includes("--check")) return writeFileSync(types, fresh);
  if (existsSync(types) && readFileSync(types, "utf8") === fresh) return;
  console.error("src/api/types.ts is not what docs/openapi.json says: npm run generate --workspace admin");
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
