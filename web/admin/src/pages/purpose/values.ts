// A purpose as a form edits it: every field as a text.
import type { Category, Condition, PurposeTerms, PurposeWords, Relevance } from "../../api/types.ts";
import { isShare, isWhole } from "../../parts/numbers.ts";
import { expected, t } from "../../words/words.ts";

export const BASES = [
  "consent",
  "contract",
  "legal_obligation",
  "vital_interests",
  "public_task",
  "legitimate_interests",
] as const;
export const DOINGS = ["markets", "informs", "surveys"] as const;
export const CATEGORIES = [
  "contact",
  "behaviour",
  "orders",
  "engagement",
  "preferences",
  "location",
  "special",
] as const satisfies readonly Category[];
export const CONDITIONS = [
  "explicit_consent",
  "employment_law",
  "vital_interests",
  "members_of_a_body",
  "made_public",
  "legal_claims",
  "substantial_public_interest",
  "health_care",
  "public_health",
  "archiving",
] as const satisfies readonly Condition[];
export const RELEVANCES = ["subscribed", "active", "affinity"] as const;

/** The languages in which people are asked. */
export const LANGUAGES = ["en", "ro", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];
/** What is asked of an address with a box of its own, or of a visitor by the banner. */
const ASKED = ["remembers", "markets", "surveys", "personalises", "notices", "discloses"];
export const isAsked = ({ does }: Edited) => ASKED.includes(does);

export type Edited = Record<`${"title" | "text"}_${Language}`, string> & {
  title: string;
  does: string;
  basis: string;
  condition: string;
  categories: string;
  term_days: string;
  recipients: string;
  notice: string;
  relevance: string;
  days: string;
  least: string;
  active: string;
};

export const FIELDS = [
  "title",
  "does",
  "active",
  "basis",
  "condition",
  "categories",
  "term_days",
  "recipients",
  "notice",
  "relevance",
  "days",
  "least",
  "title_en",
  "text_en",
  "title_ro",
  "text_ro",
  "title_fr",
  "text_fr",
] as const satisfies readonly (keyof Edited)[];

/** What a new purpose begins with. */
export const BLANK: PurposeTerms = {
  title: "",
  does: "markets",
  basis: "consent",
  condition: null,
  categories: ["contact"],
  term_days: 365,
  recipients: [],
  notice: "",
  words: [],
  relevance: "subscribed",
  active: true,
};

const relevanceOf = (of: Relevance) =>
  typeof of === "string"
    ? { relevance: of }
    : "active" in of
      ? { relevance: "active" }
      : { relevance: "affinity" };

function inWords(terms: PurposeTerms) {
  const of = (language: Language) => terms.words?.find((one) => one.language === language);
  return {
    title_en: of("en")?.title ?? "",
    text_en: of("en")?.text ?? "",
    title_ro: of("ro")?.title ?? "",
    text_ro: of("ro")?.text ?? "",
    title_fr: of("fr")?.title ?? "",
    text_fr: of("fr")?.text ?? "",
  };
}

export function edited(terms: PurposeTerms): Edited {
  const { relevance } = terms;
  return {
    ...inWords(terms),
    title: terms.title,
    does: terms.does,
    basis: terms.basis,
    condition: terms.condition ?? "",
    categories: terms.categories.join(","),
    term_days: String(terms.term_days),
    recipients: terms.recipients.join("\n"),
    notice: terms.notice,
    days: typeof relevance === "object" && "active" in relevance ? String(relevance.active) : "90",
    least: typeof relevance === "object" && "affinity" in relevance ? String(relevance.affinity) : "0.5",
    active: terms.active ? "yes" : "no",
    ...relevanceOf(relevance),
  };
}

function relevant({ relevance, days, least }: Edited): Relevance {
  if (relevance === "active") return { active: Number(days) };
  return relevance === "affinity" ? { affinity: Number(least) } : "subscribed";
}

export const categoriesOf = ({ categories }: Edited) => categories.split(",").filter(Boolean) as Category[];

/** A language in which neither is written is left out. */
function worded(values: Edited): PurposeWords[] {
  const words = LANGUAGES.map((language) => ({
    language,
    title: values[`title_${language}`].trim(),
    text: values[`text_${language}`].trim(),
  }));
  return isAsked(values) ? words.filter(({ title, text }) => title || text) : [];
}

/** As it is sent. What a list offers is what the server knows. */
export function plain(values: Edited): PurposeTerms {
  const categories = categoriesOf(values);
  return {
    title: values.title,
    does: values.does as PurposeTerms["does"],
    basis: values.basis as PurposeTerms["basis"],
    condition: categories.includes("special") && values.condition ? (values.condition as Condition) : null,
    categories,
    term_days: Number(values.term_days),
    recipients: values.recipients
      .split("\n")
      .map((one) => one.trim())
      .filter(Boolean),
    notice: values.notice,
    words: worded(values),
    relevance: relevant(values),
    active: values.active === "yes",
  };
}

/** The fewest characters of the words in which people are asked. */
const SHORTEST = 10;

/** What is wrong with the words: those of a language are all there or none is. */
function wrongWords(values: Edited): Partial<Edited> {
  const wrong: Partial<Edited> = {};
  for (const language of LANGUAGES) {
    const [title, text] = [values[`title_${language}`].trim(), values[`text_${language}`].trim()];
    if (text && !title) wrong[`title_${language}`] = t("purpose.titleMissing");
    if (title && !text) wrong[`text_${language}`] = t("purpose.textMissing");
    else if (text && text.length < SHORTEST) wrong[`text_${language}`] = t("purpose.textShort");
  }
  return wrong;
}

/** What is wrong with what was typed, by the field; the server would speak of its own form. */
export function wrongIn(values: Edited): Partial<Edited> {
  const { relevance, days, least, term_days } = values;
  return {
    ...(isAsked(values) ? wrongWords(values) : {}),
    ...(isWhole(term_days, 1, 1_096) ? {} : { term_days: expected("must be 1 to 1,096") }),
    ...(relevance !== "active" || isWhole(days, 1, 400) ? {} : { days: expected("must be 1 to 400 days") }),
    ...(relevance !== "affinity" || isShare(least) ? {} : { least: expected("must be 0 to 1") }),
  };
}
