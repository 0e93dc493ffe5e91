import { faultOrderSchema } from "../faults/fault-schema.ts";
import type { Simulator } from "../simulator.ts";
import { type ControlEndpoint, ControlRefusal, endpoint, nothing } from "./endpoint.ts";

export function faultEndpoints({ faults }: Simulator): readonly ControlEndpoint[] {
  function find(id: string) {
    const found = faults.list().find((fault) => fault.id === id);
    if (!found) throw new ControlRefusal(404, `There is no fault '${id}'.`);
    return found;
  }

  return [
    endpoint(["GET", "/faults"], nothing, () => faults.list()),
    endpoint(["POST", "/faults"], faultOrderSchema, ({ fault, times, ...filters }) => {
      const limit = times === null ? Number.POSITIVE_INFINITY : times;
      const options = { ...filters, ...(limit !== undefined && { times: limit }) };
      return find(faults.next(fault, options).id);
    }),
    endpoint(["DELETE", "/faults"], nothing, () => void faults.clear()),
    endpoint(["GET", "/faults/:id"], nothing, (_sent, id) => find(id)),
    endpoint(["DELETE", "/faults/:id"], nothing, (_sent, id) => void faults.clear(find(id).id)),
    endpoint(["POST", "/faults/:id/release"], nothing, (_sent, id) => {
      const { held } = find(id);
      faults.release(id);
      return { released: held };
    }),
  ];
}
