import { CATEGORIES, type Category } from "./choices.js";
import type { Described, Words } from "./words.js";

/** What the company asks, as its tracker put it before this script. */
export interface Notice {
  /** Raised when more is asked for than before: what was answered to another one is asked anew. */
  question: number;
  company: string;
  /** The address of its cookie policy. */
  policy: string;
  /** What it asks for. */
  asks: readonly Category[];
  /** Who else gets data, by category. */
  others?: Partial<Record<Category, string[]>>;
  /** Whether Google's tags are told the answer. */
  consentMode: boolean;
  /** By language; what is missing are the banner's own words. */
  words: Record<string, Partial<NoticeWords>>;
}

interface NoticeWords {
  /** Names the wording that a yes to advertising and tracking agrees to, for the ledger. */
  number: number;
  title: string;
  text: string;
  performance: string;
  advertising: Described;
}

/** The company's notice; none where the script was built without a tracker. */
export function notice(): Notice | undefined {
  return (globalThis as { placetNotice?: Notice }).placetNotice;
}

/** Our words, with the company's in place of those that it has written itself. */
export function worded(words: Words, own: Partial<NoticeWords> = {}): Words {
  const { title = words.title, text = words.text, advertising = words.advertising } = own;
  const performance = { name: words.performance.name, text: own.performance ?? words.performance.text };
  return { ...words, title, text, performance, advertising };
}

/** What is asked for, in the order in which it is shown. */
export function asked(told: Notice | undefined): Category[] {
  return CATEGORIES.filter((category) => told?.asks.includes(category) ?? true);
}
