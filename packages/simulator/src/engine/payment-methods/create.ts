import { createHash } from "node:crypto";
import { renderAddress } from "../address.ts";
import type { Caller } from "../api-types.ts";
import { mergeMetadata } from "../metadata.ts";
import type { FlatPaymentMethod, PaymentMethodRecord } from "../objects.ts";
import type { TestCard } from "../test-cards.ts";
import type { World } from "../world.ts";
import { checkCard, fullYear } from "./check-card.ts";
import type { PaymentMethodData } from "./parameters.ts";

/** Stores a card that was typed in. */
export function createPaymentMethod(
  world: World,
  caller: Caller,
  data: PaymentMethodData,
): PaymentMethodRecord {
  const card = checkCard(data.card, world.now());
  return store(world, caller, {
    card,
    cvcSent: data.card.cvc !== undefined,
    expiry: { month: data.card.exp_month, year: fullYear(data.card.exp_year) },
    data,
  });
}

/** Stores a fresh method for a `pm_card_…` name: each use gives a new one. */
export function createFromAlias(world: World, caller: Caller, card: TestCard): PaymentMethodRecord {
  const year = new Date(world.now()).getUTCFullYear() + 1;
  return store(world, caller, { card, cvcSent: true, expiry: { month: 12, year }, data: {} });
}

interface Draft {
  card: TestCard;
  cvcSent: boolean;
  expiry: { month: number; year: number };
  data: Partial<Pick<PaymentMethodData, "billing_details" | "allow_redisplay" | "metadata">>;
}

function store(world: World, caller: Caller, draft: Draft): PaymentMethodRecord {
  const { card, cvcSent, expiry, data } = draft;
  const billing = data.billing_details;
  const object: FlatPaymentMethod = {
    id: world.ids.fresh("pm"),
    object: "payment_method",
    allow_redisplay: data.allow_redisplay ?? "unspecified",
    billing_details: {
      address: renderAddress(billing?.address),
      email: billing?.email ?? null,
      name: billing?.name ?? null,
      phone: billing?.phone ?? null,
      tax_id: billing?.tax_id ?? null,
    },
    card: {
      brand: card.brand,
      checks: {
        address_line1_check: billing?.address?.line1 ? "unchecked" : null,
        address_postal_code_check: billing?.address?.postal_code ? "unchecked" : null,
        cvc_check: cvcSent ? "unchecked" : null,
      },
      country: card.country,
      display_brand: card.brand === "amex" ? "american_express" : card.brand,
      exp_month: expiry.month,
      exp_year: expiry.year,
      // One number, one fingerprint: that is what the field is for.
      fingerprint: createHash("sha256")
        .update(card.number)
        .digest("base64url")
        .replaceAll(/[-_]/g, "")
        .slice(0, 16),
      funding: card.funding,
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: card.brand !== "amex" },
      wallet: null,
    },
    created: world.seconds(),
    customer: null,
    customer_account: null,
    livemode: caller.account.livemode,
    metadata: mergeMetadata({}, data.metadata),
    type: "card",
  };
  const record: PaymentMethodRecord = {
    account: caller.account.id,
    object,
    card,
    cvcSent,
    usedUp: "no",
    setUpOffSession: false,
  };
  world.paymentMethods.set(object.id, record);
  return record;
}
