import type { JsonObject } from "@chargeonce/core";

/** JSON that a careless store changes: instants that are text, names of records and of prototypes, odd text, limits. */
export function oddJson(): JsonObject {
  return JSON.parse(`{
    "at": "2026-01-15T09:00:00.000Z",
    "createdAt": "2026-01-15T09:00:00.000Z",
    "dueAt": null,
    "request": { "firstSentAt": "2026-01-15T09:00:00.000Z" },
    "__proto__": { "polluted": true },
    "constructor": { "prototype": 1 },
    "": "no name",
    "text": "a\\u0000b \\ud800 \\u2028 'quoted' \\"twice\\" \\\\ 🙈",
    "numbers": [0, -1, 1.5, 9007199254740991, 1e300],
    "nothing": [null, [], {}, "", false]
  }`) as JsonObject; // the text above
}
