import { type Call, identifyArgs, pageArgs, trackArgs } from "./args.js";
import { choice } from "./consent.js";
import { eventContext } from "./context.js";
import { messageId } from "./id.js";
import { isObject, json, plain } from "./json.js";
import { bytes, settle } from "./queue.js";
import { Sender } from "./sender.js";
import { follow } from "./spa.js";
import type { Callback, Placet } from "./types.js";
import { warn } from "./warn.js";

const EVENT_BYTES = 32 * 1024;
const CALLS = ["load", "track", "page", "identify", "consent", "reset", "ready"] as const;

/** The public functions, and what only the script needs to know. */
export interface Instance extends Placet {
  /** @internal Where the script came from: the host, if none is given. */
  home: string;
}

/** Makes the SDK. `create` runs no code of the page and asks the browser nothing: it may run on a server too. */
export function create(): Instance {
  const sender = new Sender();
  const waiting: (() => void)[] = [];
  let loaded: string | undefined;

  const load = (given: unknown): void => {
    const options = plain(given, EVENT_BYTES);
    const { writeKey, spa } = options;
    const host = origin(options.host ?? instance.home);
    if (typeof writeKey !== "string" || !writeKey || !host) {
      warn("`load` needs a writeKey and the address of a host");
      return;
    }
    if (loaded !== undefined) {
      if (loaded !== writeKey) warn("it was loaded already, with another writeKey");
      return;
    }
    loaded = writeKey;
    const number = (name: string, usual: number): number => {
      const value = options[name];
      return typeof value === "number" && value >= 0 ? value : usual;
    };
    sender.start({
      writeKey,
      host,
      spa: spa === true,
      delay: number("delay", 300),
      timeout: number("timeout", 30_000),
      retry: number("retry", 1_000),
    });
    if (spa === true) {
      instance.page();
      follow(() => instance.page());
    }
    for (const callback of waiting.splice(0)) later(callback);
  };

  const record = (type: "track" | "page" | "identify", call: Call): void => {
    // On a server, where an app may draw its pages first, there is nobody to follow.
    if (typeof document === "undefined") return;
    const fail = (reason: string): void => settle([{ text: "", done: call.callback }], reason);
    if (sender.consented === false) {
      fail("there is no consent");
      return;
    }
    try {
      const text = write(type, call);
      // No character takes more than three bytes.
      if (text.length * 3 > EVENT_BYTES && bytes(text) > EVENT_BYTES)
        throw new RangeError("larger than 32 KB");
      sender.add({ text, done: call.callback });
    } catch (error) {
      const reason = error instanceof RangeError ? error.message : "it cannot be read";
      warn(`a ${type} was refused: ${reason}`);
      fail(reason);
    }
  };

  const write = (type: string, { names: [name, category], data, options }: Call): string => {
    const room = EVENT_BYTES;
    const given = options ? plain(options, room) : {};
    let all = `{"type":"${type}"`;
    const put = (key: string, value: string | undefined): void => {
      if (value) all += `,"${key}":${json(value, room)}`;
    };
    if (type === "track") {
      if (typeof name !== "string" || !name) throw new RangeError("it has no name");
      put("event", name);
    } else if (type === "page") {
      if (typeof name === "string") put("name", name);
      if (typeof category === "string") put("category", category);
    } else {
      sender.person = text(name) ?? sender.person;
    }
    if (isObject(data)) all += `,"${type === "identify" ? "traits" : "properties"}":${json(data, room)}`;
    const id = text(given.messageId);
    put("messageId", id && id.length <= 100 ? id : messageId());
    put("anonymousId", text(given.anonymousId));
    put("userId", sender.person);
    const context = eventContext(isObject(given.context) ? given.context : undefined, room);
    return `${all},"timestamp":"${time(given.timestamp)}","context":${context}}`;
  };

  const instance: Instance = {
    home: "",
    version: VERSION,
    load: guarded(load),
    track: guarded((...args: unknown[]) => record("track", trackArgs(args))),
    page: guarded((...args: unknown[]) => record("page", pageArgs(args))),
    identify: guarded((...args: unknown[]) => record("identify", identifyArgs(args))),
    consent: guarded((said: unknown) => {
      const made = choice(said);
      if (made) sender.choose(made);
      else warn("`consent` needs true or false");
    }),
    consented: () => sender.consented,
    reset: guarded(() => sender.reset()),
    ready: guarded((callback: unknown) => {
      if (typeof callback !== "function") return;
      if (loaded === undefined) waiting.push(callback as () => void);
      else later(callback as () => void);
    }),
    push: guarded((...calls: ArrayLike<unknown>[]) => {
      for (const call of calls) {
        // No call has more than five arguments, whatever the list says of its length.
        const [name, ...args] = Array.from({ length: Math.min(call.length, 6) }, (_, at) => call[at]);
        const known = CALLS.find((one) => one === name);
        if (known) (instance[known] as (...args: unknown[]) => void)(...args);
        else warn("`push` needs the name of a call first");
      }
    }),
  };
  return instance;
}

/** Nothing that the page passes in throws back into it. */
function guarded<A extends unknown[]>(call: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      call(...args);
    } catch {
      warn("a call was refused: its arguments cannot be read");
    }
  };
}

function later(callback: () => void): void {
  settle([{ text: "", done: callback as Callback }]);
}

function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value ? value : undefined;
}

let now = 0;
let nowText = "";

/** The moment as text: the one stated, if it is one, else now. */
function time(stated: unknown): string {
  if (typeof stated === "string" || typeof stated === "number") {
    const date = new Date(stated);
    if (!Number.isNaN(date.getTime())) return date.toISOString();
  }
  // Within a millisecond it is the same text.
  const moment = Date.now();
  if (moment !== now) {
    now = moment;
    nowText = new Date(moment).toISOString();
  }
  return nowText;
}

/** The origin of a host given with or without its scheme. */
function origin(host: unknown): string | undefined {
  if (typeof host !== "string" || !host) return undefined;
  try {
    return new URL(/^https?:\/\//.test(host) ? host : `https://${host}`).origin;
  } catch {
    return undefined;
  }
}

const KEY = Symbol.for("placet");

/** One SDK per page, however often and in whichever form it was loaded: else every event would be sent twice. */
export function shared(): Instance {
  const global = globalThis as { [KEY]?: Instance };
  global[KEY] ??= create();
  return global[KEY];
}
