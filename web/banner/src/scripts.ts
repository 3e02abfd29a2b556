import { CATEGORIES, type Choices } from "./choices.js";

/**
 * Runs the page's scripts that wait for a yes: `<script type="text/plain" data-placet-category="performance" src="…">`.
 *
 * The page's Content-Security-Policy judges them as it would have judged them in the page. One that is written into the page
 * itself runs only if it bears a nonce, which is how the page vouches for it.
 */
export function release(choices: Choices): void {
  for (const category of CATEGORIES) {
    if (!choices[category]) continue;
    const waiting = document.querySelectorAll<HTMLScriptElement>(
      `script[type="text/plain"][data-placet-category="${category}"]`,
    );
    for (const script of waiting) {
      if (script.hasAttribute("src") || script.nonce) script.replaceWith(awake(script));
    }
  }
}

function awake(waiting: HTMLScriptElement): HTMLScriptElement {
  const script = document.createElement("script");
  for (const { name, value } of waiting.attributes) {
    if (name !== "type" && name !== "data-placet-category") script.setAttribute(name, value);
  }
  // The browser hides it from the attributes.
  script.nonce = waiting.nonce;
  // In the order of the page, unless the page says otherwise.
  script.async = waiting.hasAttribute("async");
  script.text = waiting.text;
  return script;
}
