import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import { mergeMetadata } from "../metadata.ts";
import type { DisputeRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { chargeBack } from "./charge-back.ts";
import { findDispute } from "./find.ts";
import type { UpdateDisputeParameters } from "./parameters.ts";
import { refuseClosed } from "./refuse-closed.ts";
import { isInquiry, settleDispute } from "./settle.ts";
import { touchCharge } from "./touch-charge.ts";

/** How long the bank thinks about evidence that names its own result. About evidence of any other kind, for ever. */
const DECISION_MS = 5000;

type Decision = (world: World, record: DisputeRecord) => void;

const DECISIONS = new Map<string | null, Decision>([
  ["winning_evidence", (world, record) => settleDispute(world, record, "won")],
  ["losing_evidence", (world, record) => settleDispute(world, record, "lost")],
  ["escalate_inquiry_evidence", escalate],
]);

/**
 * `POST /v1/disputes/:id`. Evidence goes to the bank at once, unless `submit` is false; what was staged goes with the
 * next request that has `submit`.
 */
export function updateDispute(
  world: World,
  caller: Caller,
  params: UpdateDisputeParameters,
  id: string,
) {
  const record = findDispute(world, caller, id);
  const { object, account } = record;
  refuseClosed(record);
  const metadata = mergeMetadata(object.metadata, params.metadata);
  const before = { evidence: object.evidence, metadata: object.metadata, status: object.status };

  const evidence = { ...object.evidence, ...params.evidence };
  Object.assign(object, {
    evidence,
    metadata,
    intended_submission_method:
      params.intended_submission_method ?? object.intended_submission_method,
  });
  object.evidence_details.has_evidence = hasEvidence(record);
  const submits = params.submit ?? params.evidence !== undefined;
  if (submits && object.evidence_details.has_evidence) submit(world, record);
  emit(world, {
    account,
    type: "charge.dispute.updated",
    object,
    previousAttributes: {
      ...(params.evidence && { evidence: before.evidence }),
      ...(params.metadata !== undefined && { metadata: before.metadata }),
      ...(object.status !== before.status && { status: before.status }),
    },
    caller,
  });
  if (object.status !== before.status) touchCharge(world, record, caller);
  return object;
}

function hasEvidence({ object }: DisputeRecord): boolean {
  return Object.values(object.evidence).some((piece) => typeof piece === "string");
}

function submit(world: World, record: DisputeRecord): void {
  const { object } = record;
  object.status = isInquiry(record) ? "warning_under_review" : "under_review";
  object.evidence_details.submission_count += 1;
  object.evidence_details.submission_method = "manual";
  object.evidence_details.past_due = world.seconds() > (object.evidence_details.due_by ?? 0);
  const decide = DECISIONS.get(object.evidence.uncategorized_text);
  if (!decide) return;
  world.schedule.at(world.now() + DECISION_MS, () => {
    if (object.status.endsWith("under_review")) decide(world, record);
  });
}

/** The bank is not content with the answer to an inquiry. A chargeback cannot get worse, and stays where it is. */
function escalate(world: World, record: DisputeRecord): void {
  const { object, account } = record;
  if (!isInquiry(record)) return;
  const { status } = object;
  chargeBack(world, record);
  emit(world, {
    account,
    type: "charge.dispute.updated",
    object,
    previousAttributes: { status },
  });
}
