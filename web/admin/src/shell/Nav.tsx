import { NativeSelect } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { post } from "../api/client.ts";
import { noteMember } from "../api/session.ts";
import { named, t } from "../words/words.ts";
import classes from "./Nav.module.css";
import { PLACES, placeAt } from "./places.ts";
import { Scheme } from "./Scheme.tsx";
import { type Tenant, useMe, useNearest } from "./tenant.ts";

function TenantSwitch({ current }: { current: Tenant | undefined }) {
  const { tenants } = useMe();
  const go = useNavigate();
  if (tenants.length === 0) return null;
  return (
    <NativeSelect
      aria-label={t("nav.tenant")}
      value={current?.id ?? ""}
      onChange={({ currentTarget: { value } }) => {
        const chosen = tenants.find(({ id }) => String(id) === value);
        if (chosen) void go(placeAt(chosen));
      }}
    >
      {!current && <option value="">{t("nav.chooseTenant")}</option>}
      {tenants.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </NativeSelect>
  );
}

function Places({ tenant }: { tenant: Tenant }) {
  return PLACES.map(({ label, places }) => {
    const open = places.filter(({ action }) => tenant.allows(action));
    if (open.length === 0) return null;
    return (
      <div key={label}>
        <h2 className={classes.group} id={label}>
          {t(label)}
        </h2>
        <ul aria-labelledby={label}>
          {open.map(({ to, label }) => (
            <li key={to}>
              <Link
                to={to}
                params={tenant.params}
                className={classes.link}
                activeOptions={{ exact: /tenant$|settings$/.test(to), includeSearch: false }}
              >
                {t(label)}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    );
  });
}

/** Leaves nothing of the member in this window's memory. */
async function signOut() {
  noteMember(undefined);
  await post("/api/sign-out", {}).catch(() => undefined);
  location.assign("/sign-in");
}

export function Nav({ onClose }: { onClose?: () => void }) {
  const me = useMe();
  const tenant = useNearest();
  return (
    <div className={classes.nav}>
      <div className={classes.top}>
        <Link to="/" className={classes.brand}>
          {t("product")}
        </Link>
        {onClose && (
          <button type="button" className={classes.close} onClick={onClose}>
            {t("action.close")}
          </button>
        )}
      </div>
      <TenantSwitch current={tenant} />
      <nav className={classes.places} aria-label={t("nav.label")}>
        {tenant && <Places tenant={tenant} />}
        {me.operator && (
          <ul>
            <li>
              <Link to="/tenants" className={classes.link}>
                {t("nav.tenants")}
              </Link>
            </li>
            <li>
              <Link to="/log" className={classes.link}>
                {t("nav.installationLog")}
              </Link>
            </li>
          </ul>
        )}
      </nav>
      <div className={classes.foot}>
        <Link to="/account" className={classes.link}>
          <span className={classes.account}>
            {t("nav.account")}
            {tenant && <span className="dim small">{named("role", tenant.role)}</span>}
          </span>
          <span className={`${classes.email} dim small`}>{me.email}</span>
        </Link>
        <Scheme />
        <button type="button" className={classes.link} onClick={() => void signOut()}>
          {t("nav.signOut")}
        </button>
      </div>
    </div>
  );
}
