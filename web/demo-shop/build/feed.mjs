// The shop's product feed, as shops make it for others already: RSS 2.0 with Google's fields.

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const text = (value) => String(value).replace(/[&<>"]/g, (sign) => ENTITIES[sign]);

function item(product) {
  const fields = {
    id: product.sku,
    title: product.title,
    description: product.description,
    link: `{{shop}}/products/${product.sku}`,
    image_link: `{{shop}}/pictures/${product.sku}.svg`,
    price: `${product.price} EUR`,
    availability: product.stock > 0 ? "in_stock" : "out_of_stock",
    quantity: product.stock,
    product_type: product.category,
    brand: product.brand,
  };
  const lines = Object.entries(fields).map(([name, value]) => `      <g:${name}>${text(value)}</g:${name}>`);
  return `    <item>\n${lines.join("\n")}\n    </item>`;
}

export function feed(shop) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
  <channel>
    <title>${text(shop.name)}</title>
    <link>{{shop}}/</link>
    <description>${text(shop.line)}</description>
${shop.products.map(item).join("\n")}
  </channel>
</rss>
`;
}
