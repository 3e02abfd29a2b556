/** An element with these attributes and children; what is text stays text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name] ?? "");
  made.append(...children);
  return made;
}

export function button(look: string, text: string, pressed: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", class: look }, text);
  made.onclick = ({ detail }) => {
    // The second half of a double click was meant for the button that stood here before.
    if (detail < 2) pressed();
  };
  return made;
}
