// The SDK as a module. Nothing happens until `placet.load` is called.
import { shared } from "./placet.js";
import type { Placet } from "./types.js";

export type { Callback, CallOptions, Choice, LoadOptions, Placet, Properties } from "./types.js";

export const placet: Placet = /* @__PURE__ */ shared();
export default placet;
