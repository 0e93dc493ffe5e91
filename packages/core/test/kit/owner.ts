import type { Owner } from "@chargeonce/core";

/** Whose records the tests' shop has: no account is named, test mode, no installation. */
export const OWNER: Owner = { account: "", livemode: false, installation: "" };
