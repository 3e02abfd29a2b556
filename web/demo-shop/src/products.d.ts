declare module "catalogue" {
  export const products: import("./catalogue.js").Product[];
}
