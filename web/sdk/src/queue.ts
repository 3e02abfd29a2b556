import type { Callback } from "./types.js";
import { warn } from "./warn.js";

const MOST_ITEMS = 1_000;
const MOST_CHARACTERS = 2_000_000;
const BODY_ITEMS = 100;

/** An event as it will be sent. */
export interface Item {
  readonly text: string;
  readonly done: Callback | undefined;
}

const encoder = /* @__PURE__ */ new TextEncoder();

export function bytes(text: string): number {
  return encoder.encode(text).length;
}

/** Tells each event's caller what became of it: later, and without letting what they do reach us. */
export function settle(items: Item[], reason?: string): void {
  for (const { done } of items) {
    if (done) {
      Promise.resolve()
        .then(() => done(reason === undefined ? undefined : new Error(`placet: ${reason}`)))
        .catch(() => warn("a callback threw"));
    }
  }
}

/** Events in memory, in order, and never more than is bearable. */
export class Queue {
  private items: Item[] = [];
  private characters = 0;
  private dropped = 0;

  get length(): number {
    return this.items.length;
  }

  add(item: Item): void {
    this.items.push(item);
    this.characters += item.text.length;
    this.bound();
  }

  /** Puts back what was taken and not delivered. */
  back(items: Item[]): void {
    this.items = items.concat(this.items);
    for (const { text } of items) this.characters += text.length;
    this.bound();
  }

  /** The oldest events whose texts and commas stay within `room` bytes. */
  take(room: number): Item[] {
    let left = room;
    let count = 0;
    for (; count < Math.min(BODY_ITEMS, this.items.length); count++) {
      left -= bytes((this.items[count] as Item).text) + 1;
      if (left < 0) break;
    }
    const taken = this.items.splice(0, count);
    for (const { text } of taken) this.characters -= text.length;
    return taken;
  }

  clear(reason: string): void {
    settle(this.items, reason);
    this.items = [];
    this.characters = 0;
  }

  private bound(): void {
    while (this.items.length > MOST_ITEMS || this.characters > MOST_CHARACTERS) {
      const oldest = this.items.shift() as Item;
      this.characters -= oldest.text.length;
      if (oldest.done) settle([oldest], "too many events were waiting");
      // Counted for a second, so that a burst is one warning.
      if (this.dropped++ === 0) {
        setTimeout(() => {
          warn(`${this.dropped} of the oldest events were dropped, for too many were waiting`);
          this.dropped = 0;
        }, 1_000);
      }
    }
  }
}
