// Pages with somebody's own things on them. They are drawn by the script (`src/pages`), from what lies in the browser alone.
import { html } from "./html.mjs";

const NO_SCRIPT = html`<noscript><p class="note">This page is made in your browser and needs JavaScript. Everything else works without.</p></noscript>`;

const checkout = {
  kind: "checkout",
  title: "Checkout",
  body: html`
<h1>Checkout</h1>
${NO_SCRIPT}
<div class="columns" data-needs-script hidden>
  <form class="stack" data-checkout>
    <p class="note">What you type here stays on this page: it is not sent and not kept. Leave it empty if you like.</p>
    <label>Name <input autocomplete="name"></label>
    <label>Street and number <input autocomplete="street-address"></label>
    <label>Town <input autocomplete="address-level2"></label>
    <fieldset><legend>Payment</legend>
      <label class="box"><input type="radio" name="payment" checked><span>Made-up card ending in 4242</span></label>
      <label class="box"><input type="radio" name="payment"><span>Made-up money on delivery</span></label>
    </fieldset>
    <button class="button">Buy now</button>
  </form>
  <aside aria-label="Your order" data-lines></aside>
</div>`,
};

const account = {
  kind: "account",
  title: "Account",
  body: html`
<h1>Your account</h1>
${NO_SCRIPT}
<div data-needs-script hidden>
  <form class="stack narrow" data-sign-in>
    <p>Made-up customers sign in with a made-up number, such as 1001.</p>
    <label>Customer number <input name="number" required pattern="[0-9]{1,9}" inputmode="numeric" autocomplete="off"></label>
    <button class="button">Sign in</button>
  </form>
  <p data-signed-in hidden></p>
  <section><h2>Orders of this browser</h2><div data-orders></div></section>
</div>`,
};

const cookies = (shop) => ({
  kind: "cookies",
  title: "Cookies",
  body: html`
<article class="text">
<h1>Cookies</h1>
<p>${shop.name} sets nothing before you choose. You can change your mind at any time:
<button type="button" class="plain" data-placet-choices>Cookie choices</button>.</p>
<h2>On this shop's own address</h2>
<dl class="facts">
<dt>cookie-choices</dt><dd>The kinds of cookies you allowed: no number, nothing that tells you from anybody else. Set when you choose, whatever you choose. It ends 6 months after a refusal, 13 months after a yes at the latest.</dd>
<dt>cookie-disclaimer</dt><dd>Which version of our notice you said yes to. Set when you allow anything; it ends with the other.</dd>
</dl>
<h2>In your browser's own storage</h2>
<p>What you ask the shop for lies in <code>localStorage</code>, never leaves your device by itself, and is deleted at the first visit after its term. It is not there before you ask for it.</p>
<dl class="facts">
<dt>cart</dt><dd>What lies in your cart.</dd>
<dt>orders</dt><dd>What you ordered in this browser.</dd>
<dt>customer</dt><dd>The customer number you signed in with.</dd>
<dt>kept-until</dt><dd>When these four end: 13 months after you last changed any of them.</dd>
</dl>
<h2>At our tracker</h2>
<p>If you allow us to remember your visits, three more are set by the address under which Placet works for us: <a href="{{tracker}}/cookies">the table of these cookies</a>.
If you refuse, your browser asks nothing of that address by itself; it does if you send the newsletter form or follow a link there.</p>
<h2>Who looks at it</h2>
<p>Nobody else. There is no other company's script on these pages.</p>
</article>`,
});

export const own = (shop) => [
  [
    "/cart",
    {
      kind: "cart",
      title: "Cart",
      body: html`<h1>Your cart</h1>${NO_SCRIPT}<div class="own" data-lines></div>`,
    },
  ],
  ["/checkout", checkout],
  [
    "/thank-you",
    {
      kind: "thanks",
      title: "Thank you",
      body: html`<h1>Thank you</h1>${NO_SCRIPT}<div class="own" data-lines></div>`,
    },
  ],
  ["/account", account],
  [
    "/search",
    {
      kind: "search",
      title: "Search",
      body: html`<h1>Search</h1>${NO_SCRIPT}<p role="status" data-found></p><ul class="shelf" data-results></ul>`,
    },
  ],
  ["/cookies", cookies(shop)],
  [
    "/404",
    {
      kind: "missing",
      title: "Not here",
      body: html`<h1>There is no such page</h1><p>Perhaps it was sold. <a href="/">Back to the beginning</a>.</p>`,
    },
  ],
];
