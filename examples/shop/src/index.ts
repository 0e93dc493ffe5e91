export type { ShopRequest, ShopResponse } from "./answer-shop.ts";
export { readConfig } from "./config.ts";
export { type OpenShop, openShop } from "./open-shop.ts";
export { createOrders } from "./orders.ts";
export { openPostgresShop } from "./postgres-shop.ts";
export type { ShopDatabase } from "./shop-database.ts";
export { openSqliteShop } from "./sqlite-shop.ts";
