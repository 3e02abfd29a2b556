import { onlineManager } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useSessionEnded } from "../api/session.ts";
import { waiting } from "../api/waiting.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Notices } from "../parts/notices.tsx";
import { t } from "../words/words.ts";
import { Nav } from "./Nav.tsx";
import classes from "./Shell.module.css";
import { SignInAgain } from "./SignInAgain.tsx";
import { useTenant } from "./tenant.ts";

const useOnline = () =>
  useSyncExternalStore(
    (look) => onlineManager.subscribe(look),
    () => onlineManager.isOnline(),
  );

/** What stands above every page while something is out of order. */
function Banner() {
  const online = useOnline();
  const waits = waiting.use();
  const text = !online ? t("banner.offline") : waits ? t("banner.waiting") : undefined;
  return (
    <div role="status" className={text ? classes.banner : undefined}>
      {text}
    </div>
  );
}

function PhoneBar() {
  const [open, setOpen] = useState(false);
  const address = useLocation({ select: (location) => location.pathname });
  const tenant = useTenant();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone somewhere needs the drawer no more
  useEffect(() => setOpen(false), [address]);
  return (
    <header className={classes.bar}>
      <button type="button" className={classes.menu} aria-expanded={open} onClick={() => setOpen(true)}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path d="M3 5h14M3 10h14M3 15h14" stroke="currentColor" strokeWidth="1.6" fill="none" />
        </svg>
        {t("nav.menu")}
      </button>
      <span className={classes.where}>{tenant?.name ?? t("product")}</span>
      {open && (
        <Dialog side title={t("nav.menu")} onClose={() => setOpen(false)}>
          <Nav onClose={() => setOpen(false)} />
        </Dialog>
      )}
    </header>
  );
}

/** The house of every page: the way round on the left, on a phone behind a button. */
export function Shell() {
  const ended = useSessionEnded();
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        {t("nav.skip")}
      </a>
      <aside className={classes.side}>
        <Nav />
      </aside>
      <PhoneBar />
      <main id="main" tabIndex={-1} className={classes.main}>
        <Banner />
        <Outlet />
      </main>
      {ended && <SignInAgain />}
      <Notices />
    </div>
  );
}
