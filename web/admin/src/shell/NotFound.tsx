import { Link } from "@tanstack/react-router";
import { Empty } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { t } from "../words/words.ts";
import { Gate } from "./Gate.tsx";

const Missing = () => (
  <Empty title={t("missing.text")}>
    <Link to="/">{t("missing.home")}</Link>
  </Empty>
);

/** A page that is not there, below those that are. */
export function NotFound() {
  return (
    <Page title={t("missing.title")}>
      <Missing />
    </Page>
  );
}

/** The same where there is no navigation. */
export function Nowhere() {
  return (
    <Gate title={t("missing.title")}>
      <Missing />
    </Gate>
  );
}
