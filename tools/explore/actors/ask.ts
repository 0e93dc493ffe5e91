import {
  type ConfirmResponse,
  isPaymentsError,
  type ProcessResponse,
  type StatusResponse,
} from "@chargeonce/core";
import type { Chance } from "../chance.ts";
import { describeTap } from "../describe.ts";
import type { Answer, Call, Tap } from "../history.ts";
import { ServerDied } from "../server-died.ts";
import type { Shop, World } from "../world.ts";

/** Asks a server of the shop. Who loses patience hears nothing; the server goes on all the same. */
export async function ask(world: World, shop: Shop, tap: Tap, chance: Chance): Promise<Answer> {
  const server = shop.anyServer(chance);
  const { history, clock, scheduler } = world;
  const call: Call = {
    tap,
    server: server.name,
    begun: history.next(),
    facts: null,
    waitedSince: false,
    seen: null,
  };
  history.say(
    tap.caller,
    () => `asks ${server.name}: ${describeTap(tap)} ${JSON.stringify(tap.body)}`,
  );
  type Response = ProcessResponse | ConfirmResponse | StatusResponse;
  const request = server.within(call, (): Promise<Response> => {
    const asked = {
      context: { principal: tap.principal },
      ...(tap.key !== null && { idempotencyKey: tap.key }),
    };
    return tap.operation === "process"
      ? server.payments.process(tap.body, asked)
      : tap.operation === "confirm"
        ? server.payments.confirm(tap.body, asked)
        : server.payments.status(tap.body, asked);
  });
  const answered = (
    more: Pick<Answer, "code" | "status" | "secret" | "retryable" | "body">,
  ): Answer => {
    const answer = { order: history.next(), at: clock.ms, call, ...more };
    tap.answers.push(answer);
    history.reached.add(`${tap.operation} answered ${more.code}`);
    history.say(
      tap.caller,
      () =>
        `hears ${describeTap(tap)}: ${more.code} ${more.status ?? ""} ${more.body.next_step ?? ""}`,
    );
    return answer;
  };
  const lost = { code: "lost", status: null, secret: null, retryable: true, body: {} };
  const heard = request.then(
    (body) => ({
      code: "ok",
      status: body.status,
      secret: "client_secret" in body ? (body.client_secret ?? null) : null,
      retryable: false,
      body: { ...body },
    }),
    (error: unknown) => {
      if (isPaymentsError(error)) {
        const { code, details, retryable } = error;
        if (code === "internal_error")
          history.mishaps.push(`${describeTap(tap)}: ${error.message}`);
        return {
          code,
          status: details.status ?? null,
          secret: null,
          retryable,
          body: { ...details },
        };
      }
      history.mishaps.push(
        `${describeTap(tap)}: ${error instanceof Error ? error.message : String(error)}`,
      );
      return { code: "threw", status: null, secret: null, retryable: false, body: {} };
    },
  );
  const impatience = async () => {
    await scheduler.pause(chance.between(3, 25));
    return lost;
  };
  try {
    const patient = !chance.happens(world.trouble() / 4);
    return answered(await Promise.race([heard, server.death, ...(patient ? [] : [impatience()])]));
  } catch (error) {
    if (error instanceof ServerDied) return answered(lost);
    throw error;
  }
}
