import type { Caller } from "../api-types.ts";
import { mergeMetadata } from "../metadata.ts";
import type { World } from "../world.ts";
import { findRefund } from "./find.ts";
import type { UpdateRefundParameters } from "./parameters.ts";
import { tellUpdate } from "./tell-update.ts";

/** `POST /v1/refunds/:id`: metadata, and nothing else. */
export function updateRefund(
  world: World,
  caller: Caller,
  params: UpdateRefundParameters,
  id: string,
) {
  const record = findRefund(world, caller, id);
  const { object } = record;
  const { metadata } = object;
  object.metadata = mergeMetadata(metadata ?? {}, params.metadata);
  if (params.metadata !== undefined) tellUpdate(world, record, { previous: { metadata }, caller });
  return object;
}
