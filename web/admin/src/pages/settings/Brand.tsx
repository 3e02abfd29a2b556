// The colour and the logo of the pages that people see.
import { Button, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type CSSProperties, useDeferredValue, useId } from "react";
import { type Held, look, put, remove } from "../../api/client.ts";
import { fieldErrors } from "../../api/problem.ts";
import type { ShownBrand, ShownLogo, ShownShades } from "../../api/types.ts";
import { Conflict, useEdit } from "../../parts/edit.tsx";
import { Form, Send } from "../../parts/Form.tsx";
import { Panel } from "../../parts/facts.tsx";
import { Failed, Loaded } from "../../parts/Loaded.tsx";
import { say } from "../../parts/notices.tsx";
import { useSend } from "../../parts/send.ts";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";
import classes from "./Brand.module.css";

const COLOUR = /^#[0-9a-f]{6}$/i;
const PICTURES = "image/png,image/jpeg,image/gif,image/webp";
/** What a field of colours shows where none was picked: the program's own. */
const OWN = "#17614a";

/** A part of a page as people see it, in these shades. */
function Sample({ of, dark, logo }: { of: ShownShades; dark?: boolean; logo: ShownLogo | undefined }) {
  const { name } = useHere();
  const shades = { "--shade": of.accent, "--on-shade": of.on_accent, "--tint": of.soft };
  return (
    <figure className={classes.sample} data-dark={dark} style={shades as CSSProperties}>
      <figcaption className={classes.where}>{t(dark ? "brand.onDark" : "brand.onLight")}</figcaption>
      <p className={classes.head}>{logo ? <img src={logo.url} alt={name} /> : name}</p>
      <p className={classes.marked}>
        {t("brand.sample")} <span className={classes.link}>{t("brand.sampleLink")}</span>
      </p>
      <p>
        <span className={classes.button}>{t("brand.sampleButton")}</span>
      </p>
    </figure>
  );
}

/** Both samples in what pages would use of a colour. */
function Samples({ accent, logo }: { accent: string; logo: ShownLogo | undefined }) {
  const { reads } = useHere();
  const asked = useDeferredValue(COLOUR.test(accent) ? accent.toLowerCase() : "");
  const { data } = useQuery({ ...reads.shades(asked), placeholderData: keepPreviousData });
  if (!data) return null;
  return (
    <div className={classes.samples}>
      <Sample of={data.light} logo={logo} />
      <Sample of={data.dark} logo={logo} dark />
    </div>
  );
}

type Colour = { accent: string };
const colourOf = ({ data, etag }: Held<ShownBrand>): Held<Colour> => ({
  data: { accent: data.accent ?? "" },
  etag,
});

function ColourForm({ now }: { now: Held<ShownBrand> }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const path = { tenant };
  const edit = useEdit<Colour>({
    now: colourOf(now),
    save: async ({ accent }, ifMatch) =>
      colourOf(
        await put("/api/tenants/{tenant}/brand", { path, body: { accent: accent.trim() || null }, ifMatch }),
      ),
    read: async () => colourOf(await look("/api/tenants/{tenant}/brand", { path })),
    onSaved: (changed) => {
      void memory.invalidateQueries({ queryKey: reads.brand.queryKey });
      say(t(changed ? "settings.saved" : "edit.same"));
    },
  });
  const { accent } = edit.values;
  const picked = COLOUR.test(accent) ? accent : OWN;
  return (
    <>
      <Form sending={edit.sending} onSend={edit.send} fields={["accent"]} label={t("brand.colour")}>
        <TextInput
          label={t("brand.colour")}
          description={t("brand.colourHint")}
          placeholder={OWN}
          maxLength={7}
          autoComplete="off"
          spellCheck={false}
          leftSection={
            <input
              type="color"
              className={classes.picker}
              aria-label={t("brand.pick")}
              value={picked}
              onChange={({ currentTarget: { value } }) => edit.set({ accent: value })}
            />
          }
          {...edit.field("accent")}
        />
        <Samples accent={accent} logo={now.data.logo ?? undefined} />
        <div className="row">
          <Send sending={edit.sending}>{t("brand.save")}</Send>
          {edit.isDirty && <span className="dim small">{t("settings.unsaved")}</span>}
        </div>
      </Form>
      <Conflict edit={edit} labelOf={(name) => named("brand", name)} />
    </>
  );
}

/** A file is sent as it is chosen: there is nothing to say of it beside. */
function LogoField({ logo }: { logo: ShownLogo | undefined }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const about = useId();
  const path = { tenant };
  const sending = useSend({
    mutationFn: (file: File | undefined) =>
      file
        ? put("/api/tenants/{tenant}/brand/logo", { path, body: file })
        : remove("/api/tenants/{tenant}/brand/logo", { path }),
    onSuccess: (held) => {
      memory.setQueryData(reads.brand.queryKey, held);
      say(t("settings.saved"));
    },
  });
  const wrong = fieldErrors(sending.error).logo;
  return (
    <div className="stack">
      <TextInput
        label={t("brand.logo")}
        description={t("brand.logoHint")}
        type="file"
        accept={PICTURES}
        error={wrong}
        aria-describedby={logo ? about : undefined}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file) sending.mutate(file);
          // The same file may be chosen again, once it was mended.
          currentTarget.value = "";
        }}
      />
      {Boolean(sending.error) && !wrong && <Failed error={sending.error} />}
      {logo && (
        <div className="row">
          <span id={about} className="dim small">
            {t("brand.logoIs", { width: logo.width, height: logo.height })}
          </span>
          <Button
            variant="default"
            aria-disabled={sending.isPending}
            onClick={() => sending.mutate(undefined)}
          >
            {t("brand.logoRemove")}
          </Button>
        </div>
      )}
    </div>
  );
}

export function Brand() {
  const { reads, allows } = useHere();
  const query = useQuery(reads.brand);
  return (
    <Panel title={t("brand.title")}>
      <p className="dim small">{t("brand.lead")}</p>
      <Loaded query={query}>
        {(now) => {
          const logo = now.data.logo ?? undefined;
          if (!allows("editSettings")) return <Samples accent={now.data.accent ?? ""} logo={logo} />;
          return (
            <>
              <ColourForm now={now} />
              <LogoField logo={logo} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
