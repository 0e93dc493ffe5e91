import type { Connections } from "./connections.ts";
import { isConflict, isSpent, storeFailure } from "./postgres-failure.ts";
import { type Answer, type Run, runStatement } from "./statement.ts";

const MOST_TRIES = 5;
const FIRST_PAUSE_MS = 10;

/**
 * Runs each statement by itself: one round trip, durable when it answers.
 *
 * A conflict (serialization failure, deadlock) took the whole statement back, and nobody else's code ran in it: it is
 * repeated here. A lost connection is not: the statement may have been executed.
 */
export function runAlone(connections: Connections, prepare: boolean): Run {
  const once: Run = (statement, values) =>
    connections.lend(async ({ client, discard }): Promise<Answer> => {
      try {
        return await runStatement(client, statement, { values, prepare });
      } catch (error) {
        if (isSpent(error)) discard();
        throw isConflict(error) ? error : storeFailure(error);
      }
    });

  return async (statement, values) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await once(statement, values);
      } catch (error) {
        if (!isConflict(error)) throw error;
        if (tries >= MOST_TRIES) throw storeFailure(error);
      }
      // Out of step with whoever it collided with.
      const pauseMs = FIRST_PAUSE_MS * 2 ** tries * Math.random();
      await new Promise((resume) => setTimeout(resume, pauseMs));
    }
  };
}
