import "./styles.ts";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { memory } from "./api/queries.ts";
import { colours } from "./colours.ts";
import { fetchPages, router } from "./router.tsx";
import { theme } from "./theme.ts";

// The first page comes first; then, for who is signed in, the others.
const stop = router.subscribe("onResolved", ({ toLocation }) => {
  if (/^\/(t\/|account|tenants)/.test(toLocation.pathname)) {
    stop();
    fetchPages();
  }
});

const colourSchemes = colours();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    // Its variables stand in a file of styles (`theme-css.ts`): the page's policy allows no other.
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colourSchemes}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={memory}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
