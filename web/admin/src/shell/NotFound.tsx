import { Link } from "@tanstack/react-router";
import { Empty } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { t } from "../words/words.ts";

export function NotFound() {
  return (
    <Page title={t("missing.title")}>
      <Empty title={t("missing.text")}>
        <Link to="/">{t("missing.home")}</Link>
      </Empty>
    </Page>
  );
}
