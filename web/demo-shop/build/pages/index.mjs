// Every page of a shop that can be written beforehand: what is looked at. What is somebody's own (`own.mjs`) is drawn by the script.
import { html, price } from "./html.mjs";
import { layout } from "./layout.mjs";
import { own } from "./own.mjs";

/** The picture of a product; what is far down the page is loaded when it comes near. */
const image = (product, loading = "lazy") =>
  html`<img src="/pictures/${product.sku}.svg" alt="" width="400" height="300" loading="${loading}">`;

const card = (product, loading) => html`
<li><a class="card" href="/products/${product.sku}">
  ${image(product, loading)}
  <span class="name">${product.title}</span>
  <span class="soft">${product.brand}</span>
  <span class="price">${price(product.price)}</span>
</a></li>`;

const shelf = (products, loading) =>
  html`<ul class="shelf">${products.map((product) => card(product, loading))}</ul>`;

const tile = (category) => html`
<li><a class="tile" href="${category.path}">${image(category.products[0])}<span>${category.name}</span></a></li>`;

function home(shop) {
  const parts = shop.departments.flatMap((one) => one.parts).filter((one) => one.products.length > 1);
  const first = shop.departments[0].parts[0];
  return {
    kind: "home",
    body: html`
<section class="hero">
  <div><h1>${shop.title}</h1><p>${shop.lead}</p><a class="button" href="${first.path}">Look at ${first.name.toLowerCase()}</a></div>
  ${image(shop.bySku.get(shop.hero), "eager")}
</section>
<section><h2>Chosen for this week</h2>${shelf(shop.featured.map((sku) => shop.bySku.get(sku)))}</section>
<section><h2>Everything, by kind</h2><ul class="tiles">${parts.map(tile)}</ul></section>`,
  };
}

function category(one, department) {
  const parts = (department ?? one).parts;
  const link = (to, name) =>
    html`<li><a href="${to.path}"${to === one ? html` aria-current="page"` : ""}>${name}</a></li>`;
  return {
    kind: "category",
    title: department ? `${department.name}: ${one.name}` : one.name,
    about: `${one.products.length} products.`,
    body: html`
<h1>${one.name}</h1>
<ul class="chips">${link(department ?? one, `All ${(department ?? one).name.toLowerCase()}`)}${parts.map((part) => link(part, part.name))}</ul>
${shelf(one.products, "eager")}`,
  };
}

function stock(product) {
  if (product.stock === 0) return html`<p class="stock none">Sold out for now</p>`;
  if (product.stock < 10) return html`<p class="stock few">Only ${product.stock} left</p>`;
  return html`<p class="stock">In stock, with you in two days</p>`;
}

function product(shop, one) {
  const [department, part] = shop.categoryOf(one);
  const button = html`<button class="button" type="button" data-add="${one.sku}" disabled>Put in the cart</button>`;
  return {
    kind: "product",
    title: one.title,
    about: one.description,
    values: { sku: one.sku },
    body: html`
<nav class="trail" aria-label="Where this is"><a href="${department.path}">${department.name}</a> <span aria-hidden="true">/</span> <a href="${part.path}">${part.name}</a></nav>
<article class="product">
  ${image(one, "eager")}
  <div>
    <p class="soft">${one.brand}</p>
    <h1>${one.title}</h1>
    <p class="price">${price(one.price)}</p>
    <p>${one.description}</p>
    ${stock(one)}
    ${one.stock > 0 && button}
    <noscript><p class="note">The cart of this shop is kept in your browser and needs JavaScript.</p></noscript>
    <p class="soft small">Article ${one.sku}. Returns within 30 days.</p>
  </div>
</article>
<section><h2>On the same shelf</h2>${shelf(shop.neighbours(one, 4))}</section>`,
  };
}

/** Yields each page's file and its HTML. */
export function* pages(shop, versions) {
  const page = (path, content) => [
    path === "/" ? "index.html" : `${path.slice(1)}.html`,
    layout(shop, versions, { path, ...content }),
  ];
  yield page("/", home(shop));
  for (const department of shop.departments) {
    yield page(department.path, category(department));
    for (const part of department.parts) yield page(part.path, category(part, department));
  }
  for (const one of shop.products) yield page(`/products/${one.sku}`, product(shop, one));
  for (const [path, content] of own(shop)) yield page(path, content);
}
