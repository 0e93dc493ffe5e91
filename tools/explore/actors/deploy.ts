import type { Chance } from "../chance.ts";
import { startServer } from "../server.ts";
import type { Shop, World } from "../world.ts";

/** A deploy names whose the payments are. It reaches one server after the other; what the old ones were asked they finish. */
export function playDeploy(world: World, chance: Chance) {
  return async () => {
    if (world.plan.deployNames === null) return;
    const [shop] = world.shops;
    await world.scheduler.pause(chance.between(20, 250));
    for (let place = 0; place < (shop?.servers.length ?? 0); place += 1) {
      deployTo(world, shop, place);
      await world.scheduler.pause(chance.between(0, 40));
    }
  };
}

/** The deploy reaches all that it has not reached yet. */
export function finishDeploy(world: World): void {
  if (world.plan.deployNames === null) return;
  for (const shop of world.shops)
    for (const place of shop.servers.keys()) deployTo(world, shop, place);
}

function deployTo(world: World, shop: Shop | undefined, place: number): void {
  const server = shop?.servers[place];
  if (shop === undefined || server === undefined || server.isNamed) return;
  const { name, ears } = server;
  shop.servers[place] = startServer(world, shop, { name: `${name}*`, ears, isNamed: true });
  if (place === 0) shop.old.push(server);
  world.history.say("deploy", () => `${name} names its ${world.plan.deployNames}`);
  world.history.reached.add(`a deploy named its ${world.plan.deployNames}`);
}
