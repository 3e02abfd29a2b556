/** What an event says: names and values of the shop's own choosing. */
export type Properties = Record<string, unknown>;

/** Called once: without an argument when the tracker has taken the event, with the reason when it was given up. */
export type Callback = (error?: Error) => void;

/** What may accompany one call. */
export interface CallOptions {
  /** When it happened, if not now. */
  timestamp?: Date | string | number;
  /** What tells the tracker that this event was sent before; at most 100 characters. */
  messageId?: string;
  /** Added to the context, key by key. */
  context?: Properties;
  /** An id of the device of the shop's own making. The SDK never makes one. */
  anonymousId?: string;
}

/** What `load` needs and may be told. */
export interface LoadOptions {
  /** The public key of the shop, `wk_…`. */
  writeKey: string;
  /** The tenant's analytics host. Default: where the script came from. */
  host?: string;
  /** Sends a `page` for the first path and for each that a single-page app changes to. */
  spa?: boolean;
  /** Milliseconds that events gather before they are sent. Default: 300. */
  delay?: number;
  /** Milliseconds after which an unanswered request is given up, to be sent again. Default: 30,000. */
  timeout?: number;
  /** Milliseconds before the first repetition; doubled each time, at most a minute. Default: 1,000. */
  retry?: number;
}

/** A choice, and where and in which language it was asked for. */
export interface Choice {
  granted: boolean;
  /** Default: the page's address without its query. */
  place?: string;
  /** Default: the page's language. */
  language?: string;
  /** The number of the words that were shown; default: the newest in that language. */
  words?: number;
  /** Which question was answered, for the day's totals. */
  notice?: string;
}

/** The SDK. Every function may be called at any time and never throws. */
export interface Placet {
  readonly version: string;
  load(options: LoadOptions): void;

  track(event: string, callback?: Callback): void;
  track(event: string, properties: Properties | null | undefined, callback?: Callback): void;
  track(
    event: string,
    properties: Properties | null | undefined,
    options: CallOptions | null | undefined,
    callback?: Callback,
  ): void;
  track(
    message: { event: string; properties?: Properties },
    options?: CallOptions,
    callback?: Callback,
  ): void;

  page(callback?: Callback): void;
  page(properties: Properties, callback?: Callback): void;
  page(properties: Properties, options: CallOptions | null | undefined, callback?: Callback): void;
  page(name: string, callback?: Callback): void;
  page(name: string, properties: Properties, callback?: Callback): void;
  page(
    name: string,
    properties: Properties,
    options: CallOptions | null | undefined,
    callback?: Callback,
  ): void;
  page(category: string | null | undefined, name: string | null | undefined, callback?: Callback): void;
  page(
    category: string | null | undefined,
    name: string | null | undefined,
    properties: Properties | null | undefined,
    callback?: Callback,
  ): void;
  page(
    category: string | null | undefined,
    name: string | null | undefined,
    properties: Properties | null | undefined,
    options: CallOptions | null | undefined,
    callback?: Callback,
  ): void;

  identify(callback?: Callback): void;
  identify(userId: string | number | null | undefined, callback?: Callback): void;
  identify(
    userId: string | number | null | undefined,
    traits: Properties | null | undefined,
    callback?: Callback,
  ): void;
  identify(
    userId: string | number | null | undefined,
    traits: Properties | null | undefined,
    options: CallOptions | null | undefined,
    callback?: Callback,
  ): void;
  identify(traits: Properties, callback?: Callback): void;
  identify(traits: Properties, options: CallOptions | null | undefined, callback?: Callback): void;

  /** Says the visitor's yes or no. Nothing leaves the page before a yes, and nothing after a no. */
  consent(choice: boolean | Choice): void;
  /** The choice as it stands; `undefined`: not asked yet. */
  consented(): boolean | undefined;
  /** Forgets the person, drops what waits, and has the tracker end this device. A yes must then be said anew. */
  reset(): void;
  /** Calls back as soon as `load` has been called. */
  ready(callback: () => void): void;
  /** One call as a list, `["track", "Product Viewed", {…}]`: what the stub before the script gathers. */
  push(...calls: ArrayLike<unknown>[]): void;
}
