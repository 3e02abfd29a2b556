import { Button, type ButtonProps } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { fieldErrors, Problem } from "../api/problem.ts";
import { t } from "../words/words.ts";
import { Failed } from "./Loaded.tsx";
import { hush } from "./notices.tsx";

type Sending = { isPending: boolean; isPaused: boolean; error: unknown };

/** The button that sends. While something is on its way it keeps the focus and does nothing. */
export function Send({
  sending,
  children,
  ...rest
}: { sending: Sending; children: ReactNode } & ButtonProps) {
  const { isPending, isPaused } = sending;
  return (
    <Button type="submit" aria-disabled={isPending} data-pending={isPending || undefined} {...rest}>
      {isPending ? (isPaused ? t("state.offline") : t("state.sending")) : children}
    </Button>
  );
}

type FormProps = {
  sending: Sending;
  onSend: () => void;
  children: ReactNode;
  label?: string;
  /** The fields the form has: what is wrong with another is said above. */
  fields?: readonly string[];
};

/** Leads to the first field that is shown to be wrong. */
const toFirstWrong = (form: HTMLFormElement | null) =>
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();

/** Fields that are sent together, once at a time; what is wrong, be it found here or by the server, leads to its first field. */
export function Form({ sending, onSend, children, label, fields = [] }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { error } = sending;
  useEffect(() => {
    if (error) toFirstWrong(form.current);
  }, [error]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (sending.isPending) return;
    hush();
    onSend();
    // What the form itself finds wrong is shown by now.
    requestAnimationFrame(() => toFirstWrong(form.current));
  };
  const isInFields = Object.keys(fieldErrors(error)).some((field) => fields.includes(field));
  return (
    <form ref={form} className="form" onSubmit={send} noValidate aria-label={label}>
      {Boolean(error) && !isInFields && !isConflict(error) && <Failed error={error} />}
      {children}
    </form>
  );
}

export const isConflict = (error: unknown) => error instanceof Problem && error.status === 412;

/** A key for what is sent: the same while the same is tried again, so that it is not made twice. */
export function useOnce() {
  const last = useRef<{ body: string; key: string }>(undefined);
  return (body: unknown) => {
    const text = JSON.stringify(body);
    if (last.current?.body !== text) last.current = { body: text, key: crypto.randomUUID() };
    return last.current.key;
  };
}

/**
 * Values of a form's fields, and what each field needs to show its own; `areFilled` asks for what must not be empty, `names` are those
 * of the server where they differ.
 */
export function useFields<T extends Record<string, string>>(
  first: T,
  error?: unknown,
  names: { [name in keyof T]?: string } = {},
) {
  const [values, setValues] = useState(first);
  const [needed, setNeeded] = useState<readonly (keyof T & string)[]>([]);
  const isEmpty = (name: keyof T & string) => values[name]?.trim() === "";
  const areFilled = (...names: (keyof T & string)[]) => {
    setNeeded(names);
    return !names.some(isEmpty);
  };
  const refused = fieldErrors(error);
  const field = (name: keyof T & string) => ({
    name,
    value: values[name],
    error: needed.includes(name) && isEmpty(name) ? t("field.missing") : refused[names[name] ?? name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((all) => ({ ...all, [name]: value }));
    },
  });
  return { values, setValues, field, areFilled };
}
