import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** The one accent. */
const petrol: MantineColorsTuple = [
  "#ecf6f8",
  "#d5e9ee",
  "#a9d3dd",
  "#7abccb",
  "#52a6b9",
  "#358ea3",
  "#22778c",
  "#166377",
  "#0f5263",
  "#08404f",
];

/** The library's greys, with a border of fields that is seen (3 to 1). */
const gray: MantineColorsTuple = [
  "#f8f9fa",
  "#f1f3f5",
  "#e9ecef",
  "#dee2e6",
  "#8b959e",
  "#7b858e",
  "#69727d",
  "#495057",
  "#343a40",
  "#212529",
];

/** The dark surfaces, a little blue. */
const dark: MantineColorsTuple = [
  "#dfe4e8",
  "#b8c1c8",
  "#9ba6ae",
  "#8a959d",
  "#6b7780",
  "#2a3238",
  "#1d2327",
  "#15191c",
  "#101416",
  "#0b0e10",
];

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, gray, dark },
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Cantarell, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: "600" },
  respectReducedMotion: true,
  // Nearly every field is wanted; those that are not say so.
  components: { InputWrapper: { defaultProps: { withAsterisk: false } } },
});

/** Where the library's greys are too pale to read (WCAG 2.2, 4.5 to 1), and the surfaces of the page. */
export const readable: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#57606a",
    "--mantine-color-placeholder": "#69727d",
    "--mantine-color-error": "#c02626",
    "--mantine-color-text": "#1b2126",
    "--page": "#ffffff",
    "--page-side": "#f6f8f9",
    "--line": "#e1e6e9",
    "--line-strong": "#8b969e",
    "--hover": "#f1f5f6",
    "--accent": "#166377",
    "--accent-soft": "#e3f0f3",
    "--bar": "#358ea3",
    "--good": "#1a6b3c",
    "--good-soft": "#e3f4e9",
    "--warn": "#8a4b00",
    "--warn-soft": "#fdf0db",
    "--bad": "#b42318",
    "--bad-soft": "#fdeceb",
    "--plain-soft": "#edf0f2",
  },
  dark: {
    "--mantine-color-body": "#15191c",
    "--mantine-color-text": "#dfe4e8",
    "--mantine-color-dimmed": "#9ba6ae",
    "--mantine-color-placeholder": "#8a959d",
    "--mantine-color-error": "#ff8f85",
    "--mantine-color-anchor": "#7abccb",
    "--mantine-color-default": "#1d2327",
    "--mantine-color-default-hover": "#262d32",
    "--mantine-color-default-border": "#6b7780",
    "--page": "#15191c",
    "--page-side": "#101416",
    "--line": "#2a3238",
    "--line-strong": "#6b7780",
    "--hover": "#1d2327",
    "--accent": "#7abccb",
    "--accent-soft": "#16333b",
    "--bar": "#358ea3",
    "--good": "#7dd3a0",
    "--good-soft": "#14301f",
    "--warn": "#f0b760",
    "--warn-soft": "#392812",
    "--bad": "#ff8f85",
    "--bad-soft": "#3f1a18",
    "--plain-soft": "#262d32",
  },
});
