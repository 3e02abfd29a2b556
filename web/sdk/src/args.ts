import { isObject } from "./json.js";
import type { Callback } from "./types.js";

/** A call once its arguments stand where they belong. */
export interface Call {
  names: [unknown, unknown];
  /** Properties or traits. */
  data: unknown;
  options: unknown;
  callback: Callback | undefined;
}

/** Everything after the first function is not looked at. */
function split(args: unknown[]): [unknown[], Callback | undefined] {
  const at = args.findIndex((arg) => typeof arg === "function");
  return at < 0 ? [args, undefined] : [args.slice(0, at), args[at] as Callback];
}

/** `(event, properties?, options?, callback?)` or `({event, properties}, options?, callback?)`. */
export function trackArgs(args: unknown[]): Call {
  const [[event, data, options], callback] = split(args);
  if (isObject(event)) {
    return { names: [event.event, undefined], data: event.properties, options: data, callback };
  }
  return { names: [event, undefined], data, options, callback };
}

/** `(userId?, traits?, options?, callback?)`. */
export function identifyArgs(args: unknown[]): Call {
  const [values, callback] = split(args);
  if (isObject(values[0])) values.unshift(undefined);
  const [id, data, options] = values;
  return { names: [id, undefined], data, options, callback };
}

/** `(category?, name?, properties?, options?, callback?)`; a single string is the name. Returns `[name, category]`. */
export function pageArgs(args: unknown[]): Call {
  const [values, callback] = split(args);
  if (isObject(values[0])) values.unshift(undefined, undefined);
  else if (isObject(values[1])) values.splice(1, 0, undefined);
  const [category, name, data, options] = values;
  const names: Call["names"] = typeof name === "string" ? [name, category] : [category, undefined];
  return { names, data, options, callback };
}
