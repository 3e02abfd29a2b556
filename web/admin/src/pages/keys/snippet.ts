import type { Settings } from "../../api/types.ts";

const MARKS: Record<string, string> = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };
const attribute = (text: string) => `"${text.replace(/[&"<>]/g, (mark) => MARKS[mark] ?? mark)}"`;

/** The two tags for every page of the shop: the SDK with the key, and the banner that asks. */
export function snippetOf(key: string, { public_url: host, name }: Pick<Settings, "public_url" | "name">) {
  const src = (script: string) => `src=${attribute(`${host}/sdk/v1/${script}.js`)}`;
  const asks = `data-company=${attribute(name)} data-policy=${attribute(`${host}/cookies`)}`;
  return [
    `<script ${src("placet")} data-write-key=${attribute(key)} async></script>`,
    `<script ${src("banner")} ${asks} async></script>`,
  ].join("\n");
}
