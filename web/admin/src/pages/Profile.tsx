import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { ConsentRow, DecisionEvidence, ItemRef, Profile, TimelineEntry } from "../api/types.ts";
import { count, language, listed, money } from "../format.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Facts, Panel, State } from "../parts/facts.tsx";
import { More, Rows } from "../parts/Listing.tsx";
import { Failed, Loaded, Waiting } from "../parts/Loaded.tsx";
import { shortId, ToItem, ToJourney, ToMessage } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { Proof } from "../parts/Proof.tsx";
import { PurposeName } from "../parts/PurposeName.tsx";
import { Steps } from "../parts/Steps.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import classes from "./Profile.module.css";
import { Address } from "./profile/Address.tsx";
import { Ledger } from "./profile/Ledger.tsx";
import { Now } from "./profile/Now.tsx";

/** How sure an address is: its owner confirmed it, or a list came with the evidence of their yes. */
function sure({ class: of, source }: Profile["contacts"][number]): string {
  if (of !== "verified") return of;
  return source === "form" ? "confirmed" : "proven";
}

function Contacts({ profile: { id, contacts, suppressed } }: { profile: Profile }) {
  const { clock } = useHere();
  return (
    <Panel title={t("profile.contacts")}>
      {contacts.length === 0 && <p className="dim">{t("profile.noContacts")}</p>}
      {contacts.map((contact) => (
        <div key={contact.id} id={contact.id} className="stack">
          <div className="row">
            <strong>{named("channel", contact.channel)}</strong>
            <State group="contactClass" of={sure(contact)} />
            {suppressed.includes(contact.channel) && <State group="contactClass" of="suppressed" />}
          </div>
          <Facts
            of={[
              [t("profile.source"), named("source", contact.source)],
              [t("column.language"), contact.language && language(contact.language)],
              [t("profile.added"), clock.exact(contact.created_at)],
              [
                t("profile.verifiedAt"),
                sure(contact) === "confirmed" && contact.verified_at && clock.exact(contact.verified_at),
              ],
              [t("profile.pace"), contact.pace && named("pace", contact.pace)],
              [t("profile.paused"), contact.paused_until && clock.exact(contact.paused_until)],
            ]}
          />
          <Address profile={id} contact={contact} />
        </div>
      ))}
      {suppressed.length > 0 && (
        <p className="dim">
          {t("profile.suppressed", { channels: listed(suppressed.map((one) => named("channel", one))) })}
        </p>
      )}
    </Panel>
  );
}

/** Where a consent stands, and of a yes whether it still holds, and until when. */
function Standing({ consent: { state, holds, holds_until: until } }: { consent: ConsentRow }) {
  const { clock } = useHere();
  return (
    <>
      <State group="consent" of={until && !holds ? "lapsed" : state} />
      {until && (
        <div className="dim small">
          {t(holds ? "consent.holdsUntil" : "consent.heldUntil", { time: clock.time(until) })}
        </div>
      )}
    </>
  );
}

function Consents({ profile: { consents } }: { profile: Profile }) {
  const { clock } = useHere();
  const [shown, setShown] = useState<DecisionEvidence>();
  return (
    <Panel title={t("profile.consents")}>
      {consents.length === 0 ? (
        <p className="dim">{t("profile.noConsents")}</p>
      ) : (
        <Rows
          label={t("profile.consents")}
          rows={consents}
          keyOf={({ entry, purpose, channel }) => `${entry} ${purpose} ${channel}`}
          columns={[
            {
              head: t("column.purpose"),
              cell: ({ purpose, channel, contact }) => (
                <>
                  <span className={classes.purpose}>
                    <PurposeName of={purpose} />
                  </span>
                  {channel && (
                    <a href={`#${contact}`} className="small">
                      {named("channel", channel)}
                    </a>
                  )}
                </>
              ),
            },
            { head: t("column.state"), cell: (consent) => <Standing consent={consent} /> },
            {
              head: t("column.time"),
              cell: ({ at, entry, evidence }) => (
                <>
                  <span className={`${classes.time} whole`}>{clock.time(at)}</span>
                  {evidence && (
                    <button type="button" className={classes.entry} onClick={() => setShown(evidence)}>
                      {t("profile.entry", { n: entry })}
                    </button>
                  )}
                </>
              ),
            },
          ]}
        />
      )}
      {shown && (
        <Dialog title={t("profile.entry", { n: shown.entry })} onClose={() => setShown(undefined)}>
          <ul>
            <Proof of={shown} />
          </ul>
        </Dialog>
      )}
    </Panel>
  );
}

function Things({ title, items, none }: { title: string; items: readonly ItemRef[]; none: string }) {
  return (
    <Panel title={title}>
      {items.length === 0 && <p className="dim">{none}</p>}
      <ul className={classes.things}>
        {items.map(({ sku, title }) => (
          <li key={sku}>
            <ToItem id={sku}>{title || sku}</ToItem>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const SAID_ALREADY = new Set(["currency", "contact"]);

/** A property of an event, as people read it; an amount is in minor units of the event's currency. */
function said({ amounts, props: { currency } }: TimelineEntry, name: string, value: unknown): string {
  if (amounts.includes(name) && typeof value === "number" && typeof currency === "string")
    return money({ minor: value, currency });
  if (Array.isArray(value)) return count(value.length);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What belongs to an event: the thing, the message, the journey, and what else was said. */
function Note({ entry }: { entry: TimelineEntry }) {
  const { item, message, journey, props } = entry;
  const more = Object.entries(props)
    .filter(([name]) => !SAID_ALREADY.has(name) && !(item && name === "product_id"))
    .map(([name, value]) => `${name}: ${said(entry, name, value)}`);
  return (
    <span className="row">
      {item && <ToItem id={item.sku}>{item.title || item.sku}</ToItem>}
      {journey && <ToJourney of={journey} />}
      {message && <ToMessage id={message} />}
      {more.length > 0 && <span className="clip">{more.join(" · ")}</span>}
    </span>
  );
}

function Timeline({ id }: { id: string }) {
  const { reads, clock } = useHere();
  const query = useInfiniteQuery(reads.timeline(id));
  if (!query.data) {
    return query.error ? <Failed error={query.error} again={() => void query.refetch()} /> : <Waiting />;
  }
  const entries = query.data.pages.flatMap(({ items }) => items);
  if (entries.length === 0) return <p className="dim">{t("profile.noEvents")}</p>;
  return (
    <>
      <Steps
        of={entries.map((entry) => ({
          name: entry.kind,
          time: clock.exact(entry.at),
          note: <Note entry={entry} />,
        }))}
      />
      <More query={query} shown={entries.length} />
    </>
  );
}

export function ProfilePage() {
  const tenant = useHere();
  const { id } = useParams({ from: "/app/t/$tenant/profiles/$id" });
  const query = useQuery(tenant.reads.profile(id));
  return (
    <Page
      title={t("profile.title", { id: shortId(id) })}
      lead={
        query.data && (
          <span className="row">
            {t("profile.lead", {
              since: tenant.clock.time(query.data.created_at),
              seen: query.data.last_seen_at ? tenant.clock.time(query.data.last_seen_at) : "–",
            })}
            {" · "}
            {t("profile.streams", { n: query.data.streams })}
          </span>
        )
      }
      up={
        <Link to="/t/$tenant/profiles" params={tenant.params}>
          {t("nav.profiles")}
        </Link>
      }
      actions={
        query.data &&
        tenant.allows("messages") && (
          <Link to="/t/$tenant/messages" params={tenant.params} search={{ profile: id }}>
            {t("profile.messages")}
          </Link>
        )
      }
    >
      <Loaded query={query}>
        {(profile) => (
          <div className="columns">
            <div className="stack">
              <Contacts profile={profile} />
              <Now id={id} />
              <Consents profile={profile} />
              <Ledger id={id} />
              <Things title={t("profile.cart")} items={profile.cart} none={t("profile.cartEmpty")} />
              <Things title={t("profile.viewed")} items={profile.viewed} none={t("profile.viewedEmpty")} />
            </div>
            <Panel title={t("profile.timeline")}>
              <Timeline id={id} />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
