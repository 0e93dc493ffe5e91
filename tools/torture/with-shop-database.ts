import type { StoreKind } from "./plan.ts";
import { openPostgresShop } from "./postgres-shop.ts";
import type { ShopDatabase } from "./shop-database.ts";
import { openSqliteShop } from "./sqlite-shop.ts";

/** Runs `use` with the database open, and closes it afterwards. */
export function withShopDatabase<Result>(
  { store, database }: { store: StoreKind; database: string },
  use: <Tx>(shop: ShopDatabase<Tx>) => Promise<Result>,
): Promise<Result> {
  return store === "postgres"
    ? closeAfter(openPostgresShop(database), use)
    : closeAfter(openSqliteShop(database), use);
}

async function closeAfter<Tx, Result>(
  shop: ShopDatabase<Tx>,
  use: (shop: ShopDatabase<Tx>) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(shop);
  } finally {
    await shop.close();
  }
}
