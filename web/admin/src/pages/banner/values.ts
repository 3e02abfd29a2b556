// The banner as a form edits it: every field as a text.
import type { BannerAsks, CookieCategory, ShopCookie } from "../../api/types.ts";
import { isWhole } from "../../parts/numbers.ts";
import { expected, t } from "../../words/words.ts";
import { LANGUAGES, type Language } from "../purpose/values.ts";

/** What is written in each language. */
export const PARTS = ["title", "text", "name", "tracking", "counting"] as const;
export type Part = (typeof PARTS)[number];

export type Edited = Record<`${Part}_${Language}`, string> & {
  cookie_policy: string;
  performance: string;
  consent_mode: string;
  /** Rows as JSON. */
  cookies: string;
};

export const CATEGORIES = [
  "necessary",
  "performance",
  "advertising",
] as const satisfies readonly CookieCategory[];

/** A cookie in the form; how long it stands is as it was typed. */
export type CookieRow = Record<"name" | "supplier" | "purpose" | "category" | "days" | "policy", string>;
/** What one more cookie begins with. */
export const BLANK: CookieRow = {
  name: "",
  supplier: "",
  purpose: "",
  category: "necessary",
  days: "",
  policy: "",
};

export const rowsOf = ({ cookies }: Pick<Edited, "cookies">) => JSON.parse(cookies) as CookieRow[];

const rowOf = ({ name, supplier, purpose, category, days, policy = "" }: ShopCookie): CookieRow => ({
  name,
  supplier,
  purpose,
  category,
  days: days ? String(days) : "",
  policy,
});

const cookieOf = (row: CookieRow): ShopCookie => ({
  ...row,
  category: row.category as CookieCategory,
  days: row.days.trim() ? Number(row.days) : null,
});

const ADDRESS = /^(https?:\/\/|\/(?!\/))\S*$/;
const NO_ADDRESS = "must be an address that begins with https:// or /, of at most 500 characters";

/** What is wrong with a cookie, by the field. */
export function wrongCookie({ name, supplier, purpose, days, policy }: CookieRow): Partial<CookieRow> {
  const missing = t("field.missing");
  return {
    ...(name.trim() ? {} : { name: missing }),
    ...(supplier.trim() ? {} : { supplier: missing }),
    ...(purpose.trim() ? {} : { purpose: missing }),
    ...(!days.trim() || isWhole(days, 1, 396)
      ? {}
      : { days: expected("must be 1 to 396: no cookie stands longer than 13 months") }),
    ...(!policy.trim() || ADDRESS.test(policy.trim()) ? {} : { policy: expected(NO_ADDRESS) }),
  };
}

const yes = (is: boolean | undefined) => (is ? "yes" : "no");

export function edited(asks: BannerAsks): Edited {
  const { cookie_policy = "", performance, consent_mode, words, tracking, cookies = [] } = asks;
  const spoken = LANGUAGES.flatMap((language) => {
    const own = words?.find((one) => one.language === language);
    const asked = tracking?.find((one) => one.language === language);
    return [
      [`title_${language}`, own?.title ?? ""],
      [`text_${language}`, own?.text ?? ""],
      [`counting_${language}`, own?.performance ?? ""],
      [`name_${language}`, asked?.title ?? ""],
      [`tracking_${language}`, asked?.text ?? ""],
    ];
  });
  const rows = JSON.stringify(cookies.map(rowOf));
  const rest = {
    cookie_policy,
    performance: yes(performance),
    consent_mode: yes(consent_mode),
    cookies: rows,
  };
  return { ...(Object.fromEntries(spoken) as Record<`${Part}_${Language}`, string>), ...rest };
}

/** What stands in the fields of a language, without spaces around it. */
export const spokenIn = (values: Edited, language: Language) =>
  Object.fromEntries(PARTS.map((part) => [part, values[`${part}_${language}`].trim()])) as Record<
    Part,
    string
  >;

/** As it is sent. A language in which nothing is written is left out. */
export function plain(values: Edited): BannerAsks {
  const all = LANGUAGES.map((language) => ({ language, ...spokenIn(values, language) }));
  return {
    cookie_policy: values.cookie_policy,
    performance: values.performance === "yes",
    consent_mode: values.consent_mode === "yes",
    cookies: rowsOf(values).map(cookieOf),
    words: all
      .filter(({ title, text, counting }) => title || text || counting)
      .map(({ language, title, text, counting }) => ({ language, title, text, performance: counting })),
    tracking: all
      .filter(({ name, tracking }) => name || tracking)
      .map(({ language, name, tracking }) => ({ language, title: name, text: tracking })),
  };
}

const SHORTEST = 10;

/** What is wrong with what was typed, by the field; the server would speak of its own form. */
export function wrongIn(values: Edited): Partial<Edited> {
  const wrong: Partial<Edited> = {};
  for (const language of LANGUAGES) {
    const { title, text, name, tracking, counting } = spokenIn(values, language);
    if (!title && (text || counting)) wrong[`title_${language}`] = t("banner.both");
    if (!text && (title || counting)) wrong[`text_${language}`] = t("banner.both");
    if (!name && tracking) wrong[`name_${language}`] = t("banner.bothTracking");
    if (name && !tracking) wrong[`tracking_${language}`] = t("banner.bothTracking");
    else if (tracking && tracking.length < SHORTEST) wrong[`tracking_${language}`] = t("banner.short");
    if (counting && counting.length < SHORTEST) wrong[`counting_${language}`] = t("banner.short");
  }
  const policy = values.cookie_policy.trim();
  if (policy && !ADDRESS.test(policy)) wrong.cookie_policy = expected(NO_ADDRESS);
  if (rowsOf(values).some((row) => Object.keys(wrongCookie(row)).length > 0))
    wrong.cookies = t("banner.cookiesWrong");
  return wrong;
}
