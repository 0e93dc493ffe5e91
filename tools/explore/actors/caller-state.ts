import type { Card, Wallet } from "../cards.ts";
import type { Chance } from "../chance.ts";
import type { Tap } from "../history.ts";
import type { CallerPlan } from "../plan.ts";
import type { Shop, World } from "../world.ts";

/** What a caller's app remembers. */
export interface CallerState {
  readonly plan: CallerPlan;
  readonly shop: Shop;
  principal: string | null;
  secret: string | null;
  /** Every secret that it was given. */
  readonly secrets: string[];
  status: string;
  card: Card;
  readonly taps: Tap[];
}

export interface CallerParts {
  readonly world: World;
  readonly wallet: Wallet;
  readonly chance: Chance;
}
