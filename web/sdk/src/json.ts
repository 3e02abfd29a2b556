const DEPTH = 12;

/** How much may still be written, and inside of what we are. */
interface State {
  left: number;
  readonly above: object[];
}

/**
 * Writes a value as JSON within `room` characters, and throws a `RangeError` beyond.
 *
 * Not `JSON.stringify`: that throws at cycles and big numbers, is bent by what old libraries add to prototypes, and has no
 * bound. What cannot be written (functions, cycles, getters that throw) is left out.
 */
export function json(value: unknown, room: number): string {
  return write({ left: room, above: [] }, value) ?? "null";
}

function spend(state: State, text: string): string {
  state.left -= text.length + 1;
  if (state.left < 0) throw new RangeError("larger than 32 KB");
  return text;
}

function quoted(state: State, text: string): string {
  return spend(state, text.length > state.left ? text : JSON.stringify(text));
}

function write(state: State, value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return quoted(state, value);
    case "number":
      return spend(state, Number.isFinite(value) ? String(value) : "null");
    case "boolean":
      return spend(state, String(value));
    case "bigint":
      // Turning a giant one into digits would take minutes.
      return BigInt.asIntN(64, value) === value ? quoted(state, String(value)) : undefined;
    case "object":
      return value === null ? spend(state, "null") : object(state, value);
    default:
      return undefined;
  }
}

function object(state: State, value: object): string | undefined {
  if (state.above.length >= DEPTH || state.above.includes(value)) return undefined;
  spend(state, "{");
  state.above.push(value);
  try {
    if ("toJSON" in value && typeof value.toJSON === "function") return write(state, value.toJSON());
    return Array.isArray(value) ? list(state, value) : members(state, value as Record<string, unknown>);
  } catch (error) {
    if (state.left < 0) throw error;
    return undefined;
  } finally {
    state.above.pop();
  }
}

function list(state: State, values: unknown[]): string {
  let text = "";
  for (let at = 0; at < values.length; at++) {
    text += (at ? "," : "") + (write(state, values[at]) ?? spend(state, "null"));
  }
  return `[${text}]`;
}

function members(state: State, values: Record<string, unknown>): string {
  let text = "";
  for (const key of Object.keys(values)) {
    const name = quoted(state, key);
    const value = member(state, values, key);
    if (value !== undefined) text += `${text && ","}${name}:${value}`;
  }
  return `{${text}}`;
}

/** A getter that throws takes itself away, not its neighbours. */
function member(state: State, values: Record<string, unknown>, key: string): string | undefined {
  try {
    return write(state, values[key]);
  } catch (error) {
    if (state.left < 0) throw error;
    return undefined;
  }
}

/** A copy without getters, proxies or cycles: what can be read without surprises. */
export function plain(value: unknown, room: number): Record<string, unknown> {
  const copy: unknown = isObject(value) ? JSON.parse(json(value, room)) : null;
  return isObject(copy) ? copy : {};
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
