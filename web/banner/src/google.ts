import type { Choices } from "./choices.js";

/** How long Google's tags wait for the answer that is remembered, in milliseconds. */
const WAIT = 500;

/**
 * Tells Google's tags what they may store (Consent Mode, version 2): `default` before any of them runs, `update` with each answer.
 *
 * It writes into the page's list of commands and makes no request; what the tags do then is theirs.
 */
export function tellGoogle(command: "default" | "update", choices: Choices): void {
  const page = globalThis as { dataLayer?: unknown[] };
  page.dataLayer ||= [];
  const list = page.dataLayer;
  const state = (isGranted: boolean): string => (isGranted ? "granted" : "denied");
  const advertising = state(choices.advertising);
  // A command is known by being the `arguments` of a function: an array is not heeded.
  const say: (...command: unknown[]) => void = function () {
    // biome-ignore lint/complexity/noArguments: see above.
    list.push(arguments);
  };
  say("consent", command, {
    ad_storage: advertising,
    ad_user_data: advertising,
    ad_personalization: advertising,
    personalization_storage: advertising,
    analytics_storage: state(choices.performance),
    ...(command === "default" && { wait_for_update: WAIT }),
  });
}
