export { answerBroken } from "./answer-broken.ts";
export { sendNode } from "./answer-node.ts";
export { SHOP_LIMIT_BYTES } from "./answer-shop.ts";
export { readConfig } from "./config.ts";
export { type OpenShop, openShop } from "./open-shop.ts";
export { createOrders } from "./orders.ts";
export { openPostgresShop } from "./postgres-shop.ts";
export type { ShopDatabase } from "./shop-database.ts";
export {
  answerBug,
  type RefusalCode,
  refuse,
  type ShopRequest,
  type ShopResponse,
} from "./shop-response.ts";
export { openSqliteShop } from "./sqlite-shop.ts";
