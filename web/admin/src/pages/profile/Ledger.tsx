import { Button, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Ledger as Entries, LedgerEntry, LedgerStanding } from "../../api/types.ts";
import { count, language } from "../../format.ts";
import { Facts, Panel, State } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { PurposeName } from "../../parts/PurposeName.tsx";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";
import classes from "./Ledger.module.css";

type About = Pick<LedgerEntry, "channel" | "contact" | "device">;

/** Whom an entry is about: an address, a device, the person. */
const About = ({ of: { channel, contact, device } }: { of: About }) =>
  channel ? (
    <a href={`#${contact}`}>{named("channel", channel)}</a>
  ) : (
    t(device ? "channel.device" : "ledger.person")
  );

const fact = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

function Entry({ of }: { of: LedgerEntry }) {
  const { clock } = useHere();
  const late = of.known_at !== of.at;
  return (
    <li className={classes.entry}>
      <p className="row">
        <strong>{named("act", of.act)}</strong>
        <span>
          <PurposeName of={of.purpose} />
        </span>
        <span className="dim small">
          <About of={of} />
        </span>
      </p>
      {of.wording && (
        <details>
          <summary className={classes.summary}>
            {of.version ? t("ledger.wordingVersion", { n: of.version }) : t("ledger.wording")}
          </summary>
          <blockquote className={classes.wording}>{of.wording}</blockquote>
        </details>
      )}
      <Facts
        of={[
          [t("ledger.said"), clock.exact(of.at)],
          [t("ledger.known"), late && clock.exact(of.known_at)],
          [t("message.place"), of.place],
          [t("message.method"), of.method && named("method", of.method)],
          [t("column.language"), of.language && language(of.language)],
          [t("message.entry"), count(of.entry)],
          ...Object.entries(of.facts).map(([name, value]): [string, string] => [
            named("fact", name),
            fact(value),
          ]),
        ]}
      />
    </li>
  );
}

function Standings({ of }: { of: readonly LedgerStanding[] }) {
  return (
    <ul className={classes.standings}>
      {of.map((one) => (
        <li key={`${one.purpose} ${one.contact} ${one.entry}`} className="row">
          <State group="consent" of={one.state === "granted" && !one.holds ? "lapsed" : one.state} />
          <span>
            <PurposeName of={one.purpose} />
          </span>
          <span className="dim small">
            <About of={one} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Found({ ledger: { known_at, entries, standings } }: { ledger: Entries }) {
  const { clock } = useHere();
  if (entries.length === 0) return <p className="dim">{t("ledger.none")}</p>;
  return (
    <>
      <h3>{t("ledger.standings", { time: clock.time(known_at) })}</h3>
      <Standings of={standings} />
      <h3>{t("ledger.entries", { n: entries.length })}</h3>
      <ol className={classes.entries}>
        {entries.map((one) => (
          <Entry key={one.entry} of={one} />
        ))}
      </ol>
    </>
  );
}

function Reading({ id }: { id: string }) {
  const { reads } = useHere();
  const [known, setKnown] = useState("");
  const query = useQuery({ ...reads.ledger(id, known || undefined), placeholderData: keepPreviousData });
  return (
    <>
      <TextInput
        type="date"
        label={t("ledger.asKnown")}
        description={t("ledger.asKnownHint")}
        value={known}
        className={classes.day ?? ""}
        onChange={({ currentTarget: { value } }) => setKnown(value)}
      />
      <Loaded query={query}>{(ledger) => <Found ledger={ledger} />}</Loaded>
    </>
  );
}

/** All entries of the ledger about a person, as known now or on a day. Reading them is written down. */
export function Ledger({ id }: { id: string }) {
  const { allows } = useHere();
  const [open, setOpen] = useState(false);
  if (!allows("ledger")) return null;
  return (
    <Panel title={t("ledger.title")}>
      {open ? (
        <Reading id={id} />
      ) : (
        <>
          <p className="dim">{t("ledger.text")}</p>
          <div>
            <Button variant="default" size="xs" onClick={() => setOpen(true)}>
              {t("ledger.open")}
            </Button>
          </div>
        </>
      )}
    </Panel>
  );
}
