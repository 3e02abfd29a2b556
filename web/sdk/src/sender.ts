import { browserRefuses, choice, type Told } from "./consent.js";
import { batchContext } from "./context.js";
import { bytes, type Item, Queue, settle } from "./queue.js";
import { type Answer, passes, post } from "./transport.js";
import type { LoadOptions } from "./types.js";
import { warn } from "./warn.js";

const ENOUGH_ITEMS = 20;
const BODY_BYTES = 60_000;
/** What the browser lets one page have under way when it goes (64 KiB), less some for others. */
const OUTLIVING_BYTES = 65_000;
const LONGEST_PAUSE = 60_000;
const DAY = 86_400_000;

/** A request under way. It carries either a choice or events. */
interface Flight {
  readonly path: string;
  readonly size: number;
  readonly choice: Told | undefined;
  readonly items: Item[];
  /** Of which yes it is; what belongs to an earlier one is never repeated. */
  readonly era: number;
  readonly stop: AbortController;
}

/** Decides when what leaves the page. Every request is made in `send`, and nothing gets there without a yes. */
export class Sender {
  /** The person's id at the shop; forgotten with the yes. */
  person: string | undefined;

  private settings: Required<LoadOptions> | undefined;
  private granted: boolean | undefined;
  /** What the tracker knows: nothing, it was told of a yes, it answered that yes. */
  private told: "nothing" | "asked" | "yes" = "nothing";
  /** Choices still to be told, in order. */
  private choices: Told[] = [];
  private era = 0;
  private readonly queue = new Queue();
  private readonly flights = new Set<Flight>();
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private pausing: ReturnType<typeof setTimeout> | undefined;
  /** The pause is the tracker's wish, so that even a leaving page respects it. */
  private isAsked = false;
  private tries = 0;

  start(settings: Required<LoadOptions>): void {
    this.settings = settings;
    addEventListener("pagehide", () => this.leave(true));
    addEventListener("pageshow", () => this.pump());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave(false);
    });
    document.addEventListener("prerenderingchange", () => this.pump());
    this.pump();
  }

  get consented(): boolean | undefined {
    this.heed();
    return this.granted;
  }

  add(item: Item): void {
    this.queue.add(item);
    if (!this.granted) return;
    if (this.queue.length >= ENOUGH_ITEMS) this.pump();
    else this.gather();
  }

  choose(choice: Told): void {
    const granted = choice.granted && !browserRefuses();
    if (granted === this.granted) return;
    if (granted) {
      this.granted = true;
      this.choices.push(choice);
    } else {
      this.end({ ...choice, granted }, false);
    }
    this.pump();
  }

  reset(): void {
    const no = choice(false);
    if (no) this.end(no, undefined);
    this.pump();
  }

  /** Drops everything. The tracker hears a no only if it has heard a yes: a no alone makes no request. */
  private end(no: Told, next: false | undefined): void {
    this.granted = next;
    this.era++;
    this.person = undefined;
    this.queue.clear("there is no consent");
    if (next === false) {
      for (const flight of this.flights) {
        // Not a yes under way: its answer brings the cookies by which the no is understood.
        if (!flight.choice) flight.stop.abort();
      }
    }
    this.choices = this.choices.filter((earlier) => !earlier.granted);
    if (this.told !== "nothing") this.choices.push(no);
    this.told = "nothing";
    clearTimeout(this.pausing);
    this.pausing = undefined;
    this.isAsked = false;
  }

  /** Heeds a browser that began to refuse after the page had loaded. */
  private heed(): void {
    if (this.granted !== false && browserRefuses()) {
      const no = choice(false);
      if (no) this.end(no, false);
      this.pump();
    }
  }

  private gather(): void {
    this.gathering ??= setTimeout(() => this.pump(), this.settings?.delay);
  }

  /** Sends the next request, if it is time: one at a time keeps the order. */
  private pump(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    // A page shown to nobody yet has nothing to say.
    if (!this.settings || this.flights.size || this.pausing || document.prerendering) return;
    this.heed();
    const choice = this.choices.shift();
    if (choice) this.tell(choice);
    else if (this.granted && this.told === "yes") this.sendEvents(BODY_BYTES);
  }

  /** The page may be going for good: all that may leave does so now, as far as the browser lets it. */
  private leave(isFinal: boolean): void {
    this.heed();
    if (isFinal && !this.granted) this.queue.clear("the page went away");
    if (!this.settings || document.prerendering) return;
    for (const choice of this.choices.splice(0)) this.tell(choice);
    // Of an unanswered yes the tracker may know from an earlier page. That is worth trying only at the very end.
    if (!this.granted || this.isAsked || !(isFinal || this.told === "yes")) return;
    let room = OUTLIVING_BYTES;
    for (const { size } of this.flights) room -= size;
    for (let sent = room; sent > 0; room -= sent) sent = this.sendEvents(Math.min(BODY_BYTES, room));
  }

  private tell(choice: Told): void {
    if (choice.granted) this.told = "asked";
    this.send("consent", JSON.stringify({ writeKey: this.settings?.writeKey, ...choice }), choice, []);
  }

  /** Sends the oldest events that fit; the size of that body. */
  private sendEvents(room: number): number {
    const sentAt = new Date().toISOString();
    const key = JSON.stringify(this.settings?.writeKey);
    const head = '{"batch":[';
    const tail = `],"context":${batchContext()},"sentAt":"${sentAt}","writeKey":${key}}`;
    const items = this.queue.take(room - bytes(head + tail));
    if (!items.length) return 0;
    return this.send("b", head + items.map(({ text }) => text) + tail, undefined, items);
  }

  private send(call: string, body: string, choice: Flight["choice"], items: Item[]): number {
    const { host = "", timeout = 0 } = this.settings ?? {};
    const [path, size, stop] = [`/v1/${call}`, bytes(body), new AbortController()];
    const flight: Flight = { path, size, choice, items, era: this.era, stop };
    this.flights.add(flight);
    post(host + path, body, timeout, stop).then((answer) => this.land(flight, answer));
    return size;
  }

  private land(flight: Flight, answer: Answer): void {
    this.flights.delete(flight);
    const { choice, items } = flight;
    const isCurrent = flight.era === this.era;
    if (answer.status >= 200 && answer.status < 300) {
      this.tries = 0;
      settle(items);
      if (choice?.granted && isCurrent) this.told = "yes";
    } else if (!passes(answer)) {
      warn(`the tracker refused ${flight.path} with ${answer.status}: ${answer.reason}`);
      settle(items, answer.reason);
      if (choice?.granted && isCurrent) {
        this.granted = undefined;
        this.told = "nothing";
        this.queue.clear(answer.reason);
      }
    } else if (isCurrent || choice?.granted === false) {
      if (choice) this.choices.unshift(choice);
      this.queue.back(items);
      this.pause(answer.wait);
    } else {
      settle(items, "there is no consent");
    }
    if (choice || this.choices.length || this.queue.length >= ENOUGH_ITEMS) this.pump();
    else if (this.granted && this.queue.length) this.gather();
  }

  private pause(wait: number | undefined): void {
    const { retry = 0 } = this.settings ?? {};
    const doubled = Math.min(LONGEST_PAUSE, retry * 2 ** this.tries++);
    // By chance a little more or less, so that not all pages come back at once.
    const pause = wait === undefined ? doubled * (0.5 + Math.random() / 2) : wait + Math.random() * retry;
    this.isAsked = wait !== undefined;
    clearTimeout(this.pausing);
    this.pausing = setTimeout(
      () => {
        this.pausing = undefined;
        this.isAsked = false;
        this.pump();
      },
      Math.min(pause, DAY),
    );
  }
}
