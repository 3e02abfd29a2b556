import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../../api/client.ts";
import { fieldErrors } from "../../api/problem.ts";
import type { NewDeclaration } from "../../api/types.ts";
import { Dialog, Foot } from "../../parts/Dialog.tsx";
import { Form, Send, useFields, useOnce } from "../../parts/Form.tsx";
import { say } from "../../parts/notices.tsx";
import { useSend } from "../../parts/send.ts";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";
import classes from "./Declare.module.css";

/** What the reading of behaviour may be for; a yes to it is asked for each event. */
const PURPOSES = ["tracking"] as const;
const SHAPES = ["id", "text", "count", "rating", "money", "currency", "path"] as const;
type Shape = (typeof SHAPES)[number];
const MOST = 20;

type Property = { id: number; name: string; shape: Shape };

const isName = (name: string) => /^[a-z][a-z0-9_]{0,39}$/.test(name);
const isShape = (value: string): value is Shape => SHAPES.some((shape) => shape === value);

/** A property as it is sent. */
const plain = ({ name, shape }: Property) => ({ name, shape });

type PropertiesProps = {
  of: Property[];
  tried: boolean;
  /** What the server found wrong with a row that still says the same. */
  refusedOf: (property: Property, place: number, field: "name" | "shape") => string | undefined;
  onChange: (of: Property[]) => void;
};

function Properties({ of, tried, refusedOf, onChange }: PropertiesProps) {
  const edit = (id: number, change: Partial<Property>) =>
    onChange(of.map((one) => (one.id === id ? { ...one, ...change } : one)));
  const add = () =>
    onChange([...of, { id: Math.max(0, ...of.map(({ id }) => id)) + 1, name: "", shape: "text" }]);
  return (
    <fieldset className={classes.properties}>
      <legend>{t("declare.properties")}</legend>
      <p className="dim small">{t("declare.propertiesHint")}</p>
      {of.map((property, place) => {
        const { id, name, shape } = property;
        return (
          <div key={id} className={classes.property}>
            <TextInput
              aria-label={t("declare.propertyName", { n: place + 1 })}
              placeholder={t("declare.propertyExample")}
              value={name}
              error={tried && !isName(name) ? t("declare.propertyWrong") : refusedOf(property, place, "name")}
              onChange={(event) => edit(id, { name: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={t("declare.propertyShape", { n: place + 1 })}
              value={shape}
              error={refusedOf(property, place, "shape")}
              onChange={({ currentTarget: { value } }) => isShape(value) && edit(id, { shape: value })}
            >
              {SHAPES.map((one) => (
                <option key={one} value={one}>
                  {named("shape", one)}
                </option>
              ))}
            </NativeSelect>
            <Button
              variant="default"
              aria-label={t("declare.dropProperty", { n: place + 1 })}
              onClick={() => onChange(of.filter((one) => one.id !== id))}
            >
              ×
            </Button>
          </div>
        );
      })}
      {of.length < MOST && (
        <Button variant="default" size="xs" onClick={add}>
          {t("declare.addProperty")}
        </Button>
      )}
    </fieldset>
  );
}

/** Declares an event: its name, what it is for, and what it may say. Without a purpose nothing is stored. */
export function Declare({ name, onClose }: { name: string; onClose: () => void }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const once = useOnce();
  const [tried, setTried] = useState(false);
  const [properties, setProperties] = useState<Property[]>([]);
  const declare = useSend({
    mutationFn: (body: NewDeclaration) =>
      post("/api/tenants/{tenant}/declarations", { path: { tenant }, body, once: once(body) }),
    onSuccess: async (_, body) => {
      await Promise.all(
        [reads.undeclared, reads.declarations].map(({ queryKey }) => memory.invalidateQueries({ queryKey })),
      );
      say(t("declare.done", { name: body.name }));
      onClose();
    },
  });
  const { values, field } = useFields({ name, purpose: "" }, declare.error);
  const send = () => {
    setTried(true);
    const isWhole = values.name.trim() && values.purpose && properties.every((one) => isName(one.name));
    if (!isWhole) return;
    declare.mutate({
      name: values.name.trim(),
      purpose: values.purpose,
      properties: properties.map(plain),
    });
  };
  const refused = fieldErrors(declare.error);
  const refusedOf: PropertiesProps["refusedOf"] = ({ name, shape }, place, field) => {
    const sent = declare.variables?.properties?.[place];
    const isSame = sent?.name === name && sent.shape === shape;
    return isSame ? refused[`properties[${place}].${field}`] : undefined;
  };
  return (
    <Dialog title={t("declare.title")} onClose={onClose}>
      <Form
        sending={declare}
        onSend={send}
        fields={["name", "purpose", ...Object.keys(refused).filter((name) => name.startsWith("properties"))]}
      >
        <TextInput
          label={t("declare.name")}
          required
          maxLength={100}
          {...(name ? {} : { "data-autofocus": true })}
          {...field("name")}
          {...(tried && !values.name.trim() ? { error: t("declare.nameMissing") } : {})}
        />
        <NativeSelect
          label={t("declare.purpose")}
          description={t("declare.purposeHint")}
          required
          {...(name ? { "data-autofocus": true } : {})}
          {...field("purpose")}
          {...(tried && !values.purpose ? { error: t("declare.purposeMissing") } : {})}
        >
          <option value="">{t("declare.purposeChoose")}</option>
          {PURPOSES.map((one) => (
            <option key={one} value={one}>
              {named("purpose", one)}
            </option>
          ))}
        </NativeSelect>
        <Properties of={properties} tried={tried} refusedOf={refusedOf} onChange={setProperties} />
        {refused.properties && (
          <p role="alert" className={classes.refused}>
            {refused.properties}
          </p>
        )}
        <Foot onClose={onClose}>
          <Send sending={declare}>{t("declare.do")}</Send>
        </Foot>
      </Form>
    </Dialog>
  );
}
