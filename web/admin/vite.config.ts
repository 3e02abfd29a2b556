import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { themeCss } from "./theme-css.ts";

export default defineConfig({
  plugins: [react(), themeCss()],
  build: {
    target: "es2022",
    // The policy of the page allows no `data:` but for pictures, and a preload script would be one more request.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  logLevel: "warn",
});
