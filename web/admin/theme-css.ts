// The theme as a file of styles, made when the application is built: a page under `style-src 'self'` takes no
// `<style>` that a script adds.
import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import type { Plugin } from "vite";
import { readable, theme } from "./src/theme.ts";

const NAME = "virtual:theme.css";

function css(): string {
  const whole = mergeMantineTheme(DEFAULT_THEME, theme);
  const [given, own] = [defaultCssVariablesResolver(whole), readable(whole)];
  return convertCssVariables({
    variables: { ...given.variables, ...own.variables },
    light: { ...given.light, ...own.light },
    dark: { ...given.dark, ...own.dark },
  });
}

export const themeCss = (): Plugin => ({
  name: "theme-css",
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load: (id) => (id === `\0${NAME}` ? css() : undefined),
});
