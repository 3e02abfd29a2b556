// A shop and its products, as the pages want them.

const slug = (text) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** A category: `Shoes`, or `Shoes > Running` within it. */
class Category {
  constructor(names, products) {
    this.name = names.at(-1);
    this.path = `/${names.map(slug).join("/")}`;
    this.products = products;
  }
}

export class Shop {
  constructor({ shop, products }) {
    Object.assign(this, shop);
    this.products = products;
    this.bySku = new Map(products.map((product) => [product.sku, product]));
    if (this.bySku.size !== products.length) throw new Error("a sku stands twice in the catalogue");
    /** The broad categories, each with the narrow ones in it. */
    this.departments = [];
    for (const [name, within] of group(products, 0)) {
      const department = new Category([name], within);
      department.parts = [...group(within, 1)].map(([part, some]) => new Category([name, part], some));
      this.departments.push(department);
    }
  }

  /** What else stands on the product's shelf, nearest first. */
  neighbours(product, most) {
    const others = this.products.filter((other) => other !== product);
    const nearness = (other) =>
      (other.category === product.category ? 2 : 0) +
      (other.category.split(" > ")[0] === product.category.split(" > ")[0] ? 1 : 0);
    return others.sort((a, b) => nearness(b) - nearness(a)).slice(0, most);
  }

  categoryOf(product) {
    const [name, part] = product.category.split(" > ");
    const department = this.departments.find((one) => one.name === name);
    return [department, department.parts.find((one) => one.name === part)];
  }
}

function group(products, at) {
  const groups = new Map();
  for (const product of products) {
    const name = product.category.split(" > ")[at];
    groups.set(name, [...(groups.get(name) ?? []), product]);
  }
  return groups;
}
