import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import classes from "./Missing.module.css";

/** What stands against sending, for as long as something does. */
export function Missing() {
  const { reads, allows, params } = useHere();
  const { data } = useQuery({ ...reads.duties, enabled: allows("duties") });
  if (!data || data.ready) return null;
  return (
    <section className={classes.missing} aria-label={t("duties.missing")}>
      <p>
        <strong>{t("duties.missing")}</strong>
      </p>
      <ul className={classes.list}>
        {data.missing.map((one) => (
          <li key={one}>{named("denial", one)}</li>
        ))}
      </ul>
      <Link to="/t/$tenant/duties" params={params}>
        {t("duties.toDuties")}
      </Link>
    </section>
  );
}
