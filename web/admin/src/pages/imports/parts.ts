// A file of people, in parts that the server takes at once.

/** Rows and bytes of a part, at most. */
export const MOST_ROWS = 10_000;
export const MOST_BYTES = 1 << 20;

export type Format = "text/csv" | "application/x-ndjson";
export type Part = { number: number; rows: number; body: Blob };

/** By its name; what is neither is none. */
export function formatOf(name: string): Format | undefined {
  if (/\.csv$/i.test(name)) return "text/csv";
  return /\.(ndjson|jsonl)$/i.test(name) ? "application/x-ndjson" : undefined;
}

/** The records of a text that comes in pieces. A line break between quotes of a CSV file is a part of its record. */
async function* records(pieces: ReadableStream<string>, format: Format) {
  let [rest, quoted] = ["", false];
  const reader = pieces.getReader();
  for (;;) {
    const { done, value = "" } = await reader.read();
    for (const char of value) {
      if (char === '"' && format === "text/csv") quoted = !quoted;
      if (char !== "\n" || quoted) {
        rest += char;
        continue;
      }
      const record = rest.replace(/\r$/, "");
      rest = "";
      if (record.trim()) yield record;
    }
    if (done) break;
  }
  if (rest.trim()) yield rest.replace(/\r$/, "");
}

/** The parts of a file, counted from 1. Each part of a CSV file begins with the names of its columns. */
export async function* parts(file: Blob, format: Format): AsyncGenerator<Part> {
  const bytes = (text: string) => new TextEncoder().encode(text).length + 1;
  let head = "";
  let lines: string[] = [];
  let size = 0;
  let number = 0;
  const part = (): Part => {
    number += 1;
    const all = head ? [head, ...lines] : lines;
    const made = { number, rows: lines.length, body: new Blob([`${all.join("\n")}\n`], { type: format }) };
    lines = [];
    size = 0;
    return made;
  };
  // The DOM's types know bytes of one kind of buffer alone.
  const decoder = new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>;
  for await (const record of records(file.stream().pipeThrough(decoder), format)) {
    if (format === "text/csv" && !head) {
      head = record.replace(/^\uFEFF/, "");
      continue;
    }
    const more = bytes(record);
    if (lines.length === MOST_ROWS || (lines.length > 0 && bytes(head) + size + more > MOST_BYTES))
      yield part();
    lines.push(record);
    size += more;
  }
  if (lines.length > 0) yield part();
}
