import { Page } from "../parts/Page.tsx";
import { t } from "../words/words.ts";
import { Declarations } from "./declarations/Declarations.tsx";
import { Undeclared } from "./declarations/Undeclared.tsx";

/** The events of the tenant's own: which are declared, for what and with which properties, and which came undeclared. */
export const DeclarationsPage = () => (
  <Page title={t("nav.declarations")} lead={t("declarations.lead")}>
    <Declarations />
    <Undeclared />
  </Page>
);
