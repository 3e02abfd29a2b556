import { Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type Held, look, put } from "../api/client.ts";
import type { Settings } from "../api/types.ts";
import { languages, nameOf } from "../names.ts";
import { Conflict, useEdit } from "../parts/edit.tsx";
import { Form, Send } from "../parts/Form.tsx";
import { Facts, Panel } from "../parts/facts.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { NameInput } from "../parts/NameInput.tsx";
import { say } from "../parts/notices.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import { Brand } from "./settings/Brand.tsx";

const FIELDS = [
  "name",
  "sender_name",
  "sender_address",
  "from_address",
  "shop_url",
  "time_zone",
  "language",
] as const;

const LANGUAGES = languages();
const zones = () => Intl.supportedValuesOf("timeZone");

function Editor({ now }: { now: Held<Settings> }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const edit = useEdit<Settings>({
    now,
    save: (body, ifMatch) => put("/api/tenants/{tenant}/settings", { path: { tenant }, body, ifMatch }),
    read: () => look("/api/tenants/{tenant}/settings", { path: { tenant } }),
    onSaved: (changed) => {
      void memory.invalidateQueries({ queryKey: reads.settings.queryKey });
      void memory.invalidateQueries({ queryKey: ["me"] });
      say(t(changed ? "settings.saved" : "edit.same"));
    },
  });
  const { field } = edit;
  const label = (name: string) => named("setting", name);
  return (
    <>
      <Form sending={edit.sending} onSend={edit.send} fields={FIELDS} label={t("nav.identity")}>
        <TextInput label={label("name")} description={t("settings.nameHint")} required {...field("name")} />
        <TextInput
          label={label("sender_name")}
          description={t("settings.senderNameHint")}
          required
          {...field("sender_name")}
        />
        <Textarea
          label={label("sender_address")}
          description={t("settings.senderAddressHint")}
          required
          rows={3}
          {...field("sender_address")}
        />
        <TextInput
          label={label("from_address")}
          description={t("settings.fromAddressHint")}
          type="email"
          required
          {...field("from_address")}
        />
        <TextInput
          label={label("shop_url")}
          description={t("settings.shopUrlHint")}
          type="url"
          required
          {...field("shop_url")}
        />
        <TextInput
          label={label("time_zone")}
          description={t("settings.timeZoneHint")}
          list="zones"
          required
          {...field("time_zone")}
        />
        <datalist id="zones">
          {zones().map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <NameInput
          label={label("language")}
          description={t("settings.languageHint")}
          of={LANGUAGES}
          required
          {...field("language")}
        />
        <div className="row">
          <Send sending={edit.sending}>{t("action.save")}</Send>
          {edit.isDirty && <span className="dim small">{t("settings.unsaved")}</span>}
        </div>
      </Form>
      <Conflict edit={edit} labelOf={label} />
    </>
  );
}

/** To read only, for members who may not edit. */
function Reader({ settings }: { settings: Settings }) {
  const shown = { ...settings, language: nameOf(settings.language, LANGUAGES) };
  return <Facts of={FIELDS.map((name) => [named("setting", name), shown[name]])} />;
}

export function SettingsPage() {
  const { reads, allows } = useHere();
  const query = useQuery(reads.settings);
  return (
    <Page title={t("nav.identity")} lead={t("settings.lead")}>
      <Loaded query={query}>
        {(now) => (
          <div className="columns">
            {allows("editSettings") ? <Editor now={now} /> : <Reader settings={now.data} />}
            <div className="stack">
              <Brand />
              <Panel title={t("settings.fixed")}>
                <Facts
                  of={[
                    [named("setting", "public_url"), now.data.public_url],
                    [named("setting", "currency"), now.data.currency],
                  ]}
                />
                <p className="dim small">{t("settings.fixedText")}</p>
              </Panel>
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
