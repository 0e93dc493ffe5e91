export { type Asset, checkoutAsset, type PageSettings, securityHeaders } from "./assets.ts";
export { type OrderLine, type PricedBasket, priceBasket, products } from "./catalogue.ts";
export { type OrderInput, orderInput } from "./order-input.ts";
