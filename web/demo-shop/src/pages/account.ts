import { orders } from "../cart.js";
import { make, one, show } from "../dom.js";
import { euros, lineList } from "../parts.js";
import { read, write } from "../storage.js";
import { signedIn, signedOut } from "../tracking.js";

/** The number under which somebody is signed in; empty: nobody. */
export const customer = (): string => read("customer", "");

export function account(): void {
  show("[data-needs-script]");
  one<HTMLFormElement>("[data-sign-in]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const number = new FormData(event.target as HTMLFormElement).get("number");
    if (typeof number !== "string" || !number) return;
    write("customer", number);
    signedIn(number);
    draw();
  });
  draw();
}

function draw(): void {
  const number = customer();
  const [form, line] = [one("[data-sign-in]"), one("[data-signed-in]")];
  if (form) form.hidden = Boolean(number);
  if (line) line.hidden = !number;
  const leave = (): void => {
    write("customer", "");
    signedOut();
    draw();
  };
  const out = make("button", { type: "button", class: "button", click: leave }, "Sign out");
  line?.replaceChildren("Signed in as customer ", make("strong", {}, number), ". ", out);
  const all = orders().map(({ number, day, total, lines }) => {
    const head = make("summary", {}, `${number}, ${day}: ${euros(total)}`);
    return make("details", { class: "order" }, head, lineList(lines));
  });
  one("[data-orders]")?.replaceChildren(...(all.length ? all : [make("p", { class: "soft" }, "None yet.")]));
}
