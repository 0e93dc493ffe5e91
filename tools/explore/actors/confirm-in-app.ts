import { pickKind } from "../cards.ts";
import type { CallerParts, CallerState } from "./caller-state.ts";

/** The app confirms by itself, with the client secret that it was given; now and then without naming its card. */
export async function confirmInApp(
  { world, wallet, chance }: CallerParts,
  caller: CallerState,
): Promise<void> {
  if (caller.secrets.length === 0) return;
  const secret =
    caller.secret !== null && chance.happens(0.8) ? caller.secret : chance.pick(caller.secrets);
  await world.scheduler.turn();
  if (chance.happens(0.3))
    caller.card = wallet.card(caller.shop, caller.plan.name, pickKind(chance, world.plan));
  confirmWith({ world, caller, secret, method: chance.happens(0.1) ? null : caller.card.id });
}

export function confirmWith(options: {
  world: CallerParts["world"];
  caller: Pick<CallerState, "plan">;
  secret: string;
  method: string | null;
}): void {
  const { world, caller, secret, method } = options;
  const { stripe, history } = world;
  const id = secret.split("_secret_")[0] ?? "";
  const owner = stripe.simulator.engine.world.paymentIntents.get(id)?.account;
  const { accounts } = stripe.simulator.engine.world;
  const publishableKey = accounts.find((account) => account.id === owner)?.publishableKey ?? "";
  const cause = { by: "app", caller: caller.plan.name, named: method !== null } as const;
  const { status, body } = stripe.act(cause, () =>
    stripe.simulator.engine.handle({
      method: "POST",
      path: `/v1/payment_intents/${id}/confirm`,
      query: "",
      headers: { authorization: `Bearer ${publishableKey}` },
      body: new URLSearchParams({
        client_secret: secret,
        use_stripe_sdk: "true",
        ...(method !== null && { payment_method: method }),
      }).toString(),
    }),
  );
  history.say(caller.plan.name, () => {
    const answered = JSON.parse(body);
    return `confirms ${id} in the app with ${method ?? "what is on it"}: ${status} ${answered.status ?? answered.error?.code}`;
  });
  history.reached.add("the app confirmed by itself");
}
