// What every page of a shop has around its own content.
import { html, raw } from "./html.mjs";

const icon = (path) =>
  raw(
    `<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="${path}"/></svg>`,
  );
const LENS = "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm5 12 4.5 4.5";
const PERSON = "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5";
const BAG = "M5 8h14l1 12.5H4L5 8zm3.5 0V7a3.5 3.5 0 0 1 7 0v1";

const header = (shop) => html`
<header>
<a class="skip" href="#main">To the content</a>
<p class="demo">A demonstration: nothing here is for sale. Your mail arrives in the <a href="{{mailbox}}">mailbox</a>.</p>
<div class="top">
  <a class="logo" href="/">${shop.name}</a>
  <form class="search" role="search" action="/search">
    <label class="hidden" for="q">Search</label>
    <input id="q" name="q" type="search" placeholder="Search" autocomplete="off" required>
    <button aria-label="Search">${icon(LENS)}</button>
  </form>
  <a class="tool" href="/account" aria-label="Account">${icon(PERSON)}</a>
  <a class="tool" href="/cart"><span class="hidden">Cart</span>${icon(BAG)}<span class="count" data-count hidden></span></a>
  <nav aria-label="Categories"><ul>
${shop.departments.flatMap((one) => (shop.departments.length > 1 ? [one] : one.parts)).map((one) => html`    <li><a href="${one.path}">${one.name}</a></li>\n`)}  </ul></nav>
</div>
</header>`;

/**
 * The newsletter form posts to the tracker, with and without script. Its words are the very ones Placet records with the request, filled in
 * when the page is served; `language` and `place` say in which language and where they were read. The box is not ticked beforehand. The
 * time zone is the browser's own, told with the form and not before; without script it is left out.
 */
const newsletter = (path) => html`
<form class="newsletter" method="post" action="{{tracker}}/f/newsletter">
  <h2>News by mail</h2>
  <p>{{marketing}}</p>
  <div class="line">
    <label class="hidden" for="email">E-mail address</label>
    <input id="email" name="email" type="email" required autocomplete="email" placeholder="you@mail.example">
    <button class="button">Subscribe</button>
  </div>
  <label class="box"><input type="checkbox" name="choice.personalisation" value="yes"><span>{{personalisation}}</span></label>
  <p class="trap" aria-hidden="true"><label>Leave this empty <input name="website" tabindex="-1" autocomplete="off"></label></p>
  <p class="small">Your browser’s time zone goes along, so that messages come by day.</p>
  <input type="hidden" name="time_zone">
  <input type="hidden" name="language" value="en">
  <input type="hidden" name="place" value="{{shop}}${path}">
</form>`;

const footer = (shop, path) => html`
<footer>
  <div class="inner">
    ${newsletter(path)}
    <nav aria-label="About">
      <h2>${shop.name}</h2>
      <ul>
        <li><a href="/cookies">Cookies</a></li>
        <li><button type="button" class="plain" data-placet-choices>Cookie choices</button></li>
        <li><a href="/account">Your account</a></li>
        <li><a href="{{other}}">Another company's shop</a></li>
      </ul>
      <p class="soft">${shop.legal}. A made-up company.</p>
    </nav>
  </div>
</footer>`;

/**
 * A whole page. The shop's own script stands before the foot, which therefore is not seen, and cannot jump, until what the script draws
 * is there. `path`: where it is served; `kind`: which script of `src/pages` runs on it; `values`: what that script is told.
 */
export function layout(shop, versions, { path, kind, title, about, body, values = {} }) {
  const of = (name) => `/${name}?v=${versions[name]}`;
  const data = Object.entries(values).map(([name, value]) => html` data-${name}="${value}"`);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title ? `${title} · ${shop.name}` : `${shop.name}: ${shop.line}`}</title>
<meta name="description" content="${about ?? shop.lead}">
<link rel="icon" href="/pictures/${shop.hero}.svg" type="image/svg+xml">
<link rel="stylesheet" href="${of("shop.css")}">
<link rel="preload" href="${of("shop.js")}" as="script">
<script src="${of("placet.js")}" data-host="{{tracker}}" data-write-key="{{write_key}}" async></script>
<script src="${of("placet-banner.js")}" data-policy="/cookies" async></script>
</head>
<body data-page="${kind}"${data}>
${header(shop)}
<main id="main" tabindex="-1">
${body}
</main>
<p class="toast" role="status" data-toast hidden></p>
<script src="${of("shop.js")}"></script>
${footer(shop, path)}
</body>
</html>
`.toString();
}
