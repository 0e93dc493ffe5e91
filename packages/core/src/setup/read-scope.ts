import * as z from "zod";
import { checkJson } from "../values/check-json.ts";

const scopeSchema = z.object({ tenant: z.string().nullish(), principal: z.string().nullish() });

/** Who asks, out of what the application's `scope` returned. A wrong answer is its bug: nobody becomes a guest by it. */
export function readScope(answer: unknown): { tenant: string; principal: string | null } {
  const parsed = scopeSchema.safeParse(answer ?? {});
  if (!parsed.success || answer instanceof Promise) {
    throw new Error(
      "scope returned no { tenant, principal } with texts; return it at once, not as a promise.",
    );
  }
  const { tenant, principal } = parsed.data;
  // A database stores other text than it was given, and two callers could become one.
  const issue = checkJson({ tenant: tenant ?? "", principal: principal ?? "" });
  if (issue !== null) throw new Error(`scope returned a wrong ${issue.path}: ${issue.message}`);
  return { tenant: tenant ?? "", principal: principal ?? null };
}
