import { Button } from "@mantine/core";
import { Fragment, type ReactNode, useRef } from "react";
import { named, t } from "../words/words.ts";
import classes from "./facts.module.css";
import { say } from "./notices.tsx";

/** Facts with their names. What is missing is left out. */
export function Facts({ of }: { of: [name: string, value: ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {of
        .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt className="dim">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** An e-mail address: where there is no room for it, it goes on after its @ or a dot. */
export const Email = ({ of }: { of: string }) =>
  of.split(/(?<=[@.])/).map((part, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text
    <Fragment key={place}>
      {part}
      <wbr />
    </Fragment>
  ));

const TONES: Record<string, string> = {
  live: "good",
  accepted: "good",
  granted: "good",
  verified: "good",
  confirmed: "good",
  proven: "good",
  active: "good",
  paid: "good",
  completed: "good",
  paused: "warn",
  in_doubt: "warn",
  expired: "warn",
  lapsed: "warn",
  claimed: "warn",
  pending: "warn",
  open: "warn",
  closed: "good",
  invited: "warn",
  refunded: "warn",
  deferred: "warn",
  rejected: "bad",
  failed: "bad",
  denied: "bad",
  withdrawn: "bad",
  objected: "bad",
  restricted: "bad",
  cancelled: "bad",
  suppressed: "bad",
};

/** A state as a word on its colour; the word alone says it too. */
export function State({ of, group }: { of: string; group: string }) {
  return (
    <span className={classes.state} data-tone={TONES[of] ?? "plain"}>
      {named(group, of)}
    </span>
  );
}

/** A part of a page, under a heading of its own. */
export function Panel(props: { title: string; aside?: ReactNode; children: ReactNode; plain?: boolean }) {
  const { title, aside, children, plain } = props;
  return (
    <section className={plain ? "stack" : "panel stack"}>
      <div className={classes.head}>
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

type CopyableProps = {
  text: string;
  label: string;
  /** How many lines it takes, if more than one. */
  lines?: number;
};

/** Something long to be read whole and copied: a key, a link, a snippet. */
export function Copyable({ text, label, lines }: CopyableProps) {
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const Field = lines ? "textarea" : "input";
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say(t("action.copied"));
    } catch {
      // Not allowed, or not over TLS: then it is marked, to be copied by hand.
      field.current?.focus();
    }
  };
  return (
    <div className={classes.copyable}>
      <Field
        ref={field}
        readOnly
        rows={lines}
        aria-label={label}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button variant="default" onClick={() => void copy()}>
        {t("action.copy")}
      </Button>
    </div>
  );
}
