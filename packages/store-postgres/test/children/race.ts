import { race } from "@chargeonce/testing";
import { Pool } from "pg";
import { postgresStore } from "../../src/index.ts";

// Enters a race of the laws about processes, on the tables of the law's subject.
const [, , url, schema = ""] = process.argv;
const pool = new Pool({ connectionString: url });
await race(() => postgresStore(pool, { schema }));
await pool.end();
