import { createHmac } from "node:crypto";
import type { Chance } from "../chance.ts";
import { WEBHOOK_SECRET } from "../server.ts";
import { ServerDied } from "../server-died.ts";
import type { Mail, Server, Shop, World } from "../world.ts";

const MOST_TRIES = 6;

/** Stripe's events, late, twice, shuffled, and to a server of the wrong account or mode first. */
export function playWebhooks(world: World, chance: Chance) {
  return async () => {
    for (let rounds = 40; rounds > 0; rounds -= 1) {
      await world.scheduler.pause(chance.between(1, 12));
      const mail = world.mail[Math.floor(chance.fraction() * world.mail.length)];
      if (mail === undefined) continue;
      const wrong = world.shops.length > 1 && chance.happens(0.4);
      const shop = wrong ? chance.pick(world.shops) : shopOf(world, mail);
      await deliver(world, mail, {
        server: shop.anyServer(chance),
        twice: chance.happens(0.15),
        right: shop === shopOf(world, mail),
      });
    }
  };
}

/** Everything that was not acknowledged. */
export async function deliverAll(world: World, chance: Chance): Promise<void> {
  for (const mail of [...world.mail]) {
    await deliver(world, mail, {
      server: shopOf(world, mail).anyServer(chance),
      twice: false,
      right: true,
    });
  }
}

async function deliver(
  world: World,
  mail: Mail,
  how: { server: Server; twice: boolean; right: boolean },
): Promise<void> {
  const { server } = how;
  const { stripe, history } = world;
  const signed = stripe.simulator.webhooks.signed(mail.eventId, { secret: WEBHOOK_SECRET });
  const connected = shopOf(world, mail).stripeAccount;
  const body =
    connected === null
      ? signed.body
      : JSON.stringify({ ...JSON.parse(signed.body), account: connected });
  const signature = stripeSignature(body, world.clock.ms);
  const rawBody = new TextEncoder().encode(body);
  mail.tries += 1;
  history.say("webhook", () => `${mail.eventId} ${JSON.parse(body).type} to ${server.name}`);
  try {
    await Promise.race([server.payments.webhook({ rawBody, signature }), server.death]);
    // An answer to the wrong account's server is one of another endpoint's.
    if (how.twice || !how.right)
      history.reached.add(how.right ? "an event twice" : "an event to the wrong server first");
    else forget(world, mail);
  } catch (error) {
    if (!(error instanceof ServerDied)) history.reached.add("a delivery refused");
    if (mail.tries > MOST_TRIES) forget(world, mail);
  }
}

/** `Stripe-Signature`, as Stripe makes it. */
function stripeSignature(body: string, nowMs: number): string {
  const timestamp = Math.floor(nowMs / 1_000);
  const v1 = createHmac("sha256", WEBHOOK_SECRET).update(`${timestamp}.${body}`).digest("hex");
  return `t=${timestamp},v1=${v1}`;
}

function forget(world: World, mail: Mail): void {
  const at = world.mail.indexOf(mail);
  if (at >= 0) world.mail.splice(at, 1);
}

function shopOf(world: World, mail: Mail): Shop {
  const shop = world.shops.find(({ account }) => account === mail.account) ?? world.shops[0];
  if (shop === undefined) throw new Error("The world has no shop.");
  return shop;
}
