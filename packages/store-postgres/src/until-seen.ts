import { conflictsForEver } from "./postgres-failure.ts";
import type { Row, Run, Statement } from "./statement.ts";

const MOST_LOOKS = 20;

/**
 * Runs a statement that inserts a row or reads the one that is there.
 *
 * It does neither when another transaction inserted the row after the statement began: its snapshot does not show it.
 * Asked again, it sees the row; or inserts it, where the other one was rolled back or the row was deleted meanwhile.
 */
export async function untilSeen(
  run: Run,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row> {
  for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
    const [row] = (await run(statement, values)).rows;
    if (row !== undefined) return row;
  }
  throw conflictsForEver();
}
