import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { type Label, t } from "../words/words.ts";
import classes from "./Nav.module.css";

const SCHEMES: readonly [MantineColorScheme, Label][] = [
  ["light", "scheme.light"],
  ["dark", "scheme.dark"],
  ["auto", "scheme.auto"],
];

/** Light, dark, or as the system has it. */
export function Scheme() {
  // Else the library adds a `<style>` for a moment, which the page's policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <fieldset className={classes.schemes}>
      <legend className="hidden">{t("scheme.label")}</legend>
      {SCHEMES.map(([scheme, label]) => (
        <button
          key={scheme}
          type="button"
          aria-pressed={scheme === colorScheme}
          className={classes.scheme}
          onClick={() => setColorScheme(scheme)}
        >
          {t(label)}
        </button>
      ))}
    </fieldset>
  );
}
