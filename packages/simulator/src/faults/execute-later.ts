import type { AdmittedRequest, Engine } from "../engine/engine.ts";
import { internalError } from "../engine/refusals.ts";
import type { Outcome } from "../outcome.ts";
import type { LateFault } from "./fault.ts";
import type { Strike } from "./faults.ts";
import { answered, gatewayError, silenceOf } from "./strike.ts";

export interface LateExecution {
  fault: LateFault;
  strike: Strike;
  admitted: AdmittedRequest;
  /** Called once it has executed. */
  done: () => void;
}

/** Has an admitted request execute at its time, and answers the client now. */
export function executeLater(engine: Engine, execution: LateExecution): Outcome {
  const { fault, strike, admitted, done } = execution;
  const { world } = engine;
  let isOver = false;
  const execute = () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    strike.letGo(execute);
    admitted.execute();
    done();
  };
  const answer = answerMeanwhile(fault, { strike, admitted });
  const timer =
    fault.afterRealMs === undefined ? undefined : setTimeout(execute, fault.afterRealMs).unref();
  if (fault.afterMs !== undefined) world.schedule.at(world.now() + fault.afterMs, execute);
  strike.hold(execute);
  return answer;
}

function answerMeanwhile(
  { late }: LateFault,
  { strike, admitted }: Pick<LateExecution, "strike" | "admitted">,
): Outcome {
  switch (late) {
    case "reset":
      return { kind: "reset" };
    case "silence":
      return silenceOf(strike);
    case "error_500":
      return answered(admitted.tell(internalError()));
    case "error_502":
      return answered(gatewayError("502 Bad Gateway"));
    case "error_504":
      return answered(gatewayError("504 Gateway Time-out"));
  }
}
