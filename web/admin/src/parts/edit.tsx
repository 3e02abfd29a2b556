// Editing what others may be editing too: whoever saves second sees both versions and chooses.
import { Radio } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import type { Held } from "../api/client.ts";
import { fieldErrors } from "../api/problem.ts";
import { t } from "../words/words.ts";
import { Dialog, Foot } from "./Dialog.tsx";
import classes from "./edit.module.css";
import { Form, isConflict, Send } from "./Form.tsx";
import { useSend } from "./send.ts";
import { differing, merged, type Values } from "./versions.ts";

type Editing<T> = {
  /** What is there, with its version. */
  now: Held<T>;
  save: (values: T, etag: string | undefined) => Promise<Held<T>>;
  /** Reads it anew, when somebody else was faster. */
  read: () => Promise<Held<T>>;
  /** `changed` is whether anything is another than before. */
  onSaved: (changed: boolean) => void;
  /** What the server's names of the fields begin with. */
  under?: string;
};

/** A form over something that has a version. */
export function useEdit<T extends Values>({ now, save, read, onSaved, under = "" }: Editing<T>) {
  const [seen, setSeen] = useState(now.etag);
  const [base, setBase] = useState(now);
  const [values, setValues] = useState(now.data);
  const [theirs, setTheirs] = useState<Held<T>>();
  const isDirty = differing(values, base.data).length > 0;
  // What others have saved is shown at once, unless something is being typed.
  if (now.etag !== seen) {
    setSeen(now.etag);
    if (!isDirty && !theirs) {
      setBase(now);
      setValues(now.data);
    }
  }
  const taken = (held: Held<T>, { values }: { values: T }) => {
    const changed = held.etag !== base.etag && differing(values, base.data).length > 0;
    setBase(held);
    setValues(held.data);
    setTheirs(undefined);
    onSaved(changed);
  };
  /** Saves; when somebody was faster, only what they have changed is worth a question. */
  const saved = async ({ values, base }: { values: T; base: Held<T> }) => {
    try {
      return await save(values, base.etag);
    } catch (error) {
      if (!isConflict(error)) throw error;
      const fresh = await read();
      // Saved already: by the first of two tries, of which only the answer was lost.
      if (differing(values, fresh.data).length === 0) return fresh;
      if (differing(base.data, fresh.data).length === 0) return save(values, fresh.etag);
      setTheirs(fresh);
      throw error;
    }
  };
  const sending = useSend({ mutationFn: saved, onSuccess: taken });
  useBlocker({
    shouldBlockFn: () => isDirty && !confirm(t("edit.leave")),
    enableBeforeUnload: () => isDirty,
  });
  const refused = fieldErrors(sending.error);
  return {
    isDirty,
    sending,
    base: base.data,
    values,
    refused,
    set: (change: Partial<T>) => setValues((all) => ({ ...all, ...change })),
    theirs,
    field: (name: keyof T & string) => ({
      name,
      value: values[name],
      error: refused[under + name],
      onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
        setValues((all) => ({ ...all, [name]: value })),
    }),
    send: () => sending.mutate({ values, base }),
    choose: (chosen: T) => theirs && sending.mutate({ values: chosen, base: theirs }),
    leave: () => setTheirs(undefined),
  };
}

type Edit<T extends Values> = ReturnType<typeof useEdit<T>>;
type ConflictProps<T extends Values> = {
  edit: Edit<T>;
  labelOf: (field: string) => string;
  /** How a value is read that is no text. */
  textOf?: ((field: string, value: string) => string) | undefined;
};

/** Both versions side by side, field by field. */
export function Conflict<T extends Values>(props: ConflictProps<T>) {
  const { theirs, values, base } = props.edit;
  if (!theirs) return null;
  return <Choose key={theirs.etag} {...props} mine={values} theirs={theirs.data} base={base} />;
}

type ChooseProps<T extends Values> = ConflictProps<T> & { mine: T; theirs: T; base: T };

function Choose<T extends Values>(props: ChooseProps<T>) {
  const { edit, labelOf, textOf = (_, value) => value, mine, theirs, base } = props;
  const [chosen, setChosen] = useState(() => merged(base, mine, theirs));
  const fields = differing(mine, theirs);
  const take = (name: string, from: T) => setChosen((all) => ({ ...all, [name]: from[name] }));
  return (
    <Dialog title={t("conflict.title")} onClose={edit.leave}>
      <Form sending={edit.sending} onSend={() => edit.choose(chosen)}>
        <p className="dim">{t("conflict.text")}</p>
        {fields.map((name) => (
          <fieldset key={name} className={classes.both}>
            <legend>{labelOf(name)}</legend>
            <Radio
              name={name}
              checked={chosen[name] === theirs[name]}
              onChange={() => take(name, theirs)}
              label={<Version of={t("conflict.theirs")} value={textOf(name, theirs[name] ?? "")} />}
            />
            <Radio
              name={name}
              checked={chosen[name] === mine[name]}
              onChange={() => take(name, mine)}
              label={<Version of={t("conflict.mine")} value={textOf(name, mine[name] ?? "")} />}
            />
          </fieldset>
        ))}
        <Foot onClose={edit.leave}>
          <Send sending={edit.sending}>{t("conflict.save")}</Send>
        </Foot>
      </Form>
    </Dialog>
  );
}

const Version = ({ of, value }: { of: string; value: string }) => (
  <span className={classes.version}>
    <span className="dim">{of}</span> {value || <span className="dim">{t("conflict.blank")}</span>}
  </span>
);
