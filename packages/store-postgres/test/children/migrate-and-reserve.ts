import { freshPayment } from "@chargeonce/testing";
import { Pool } from "pg";
import { migrate, postgresStore } from "../../src/index.ts";

// Connects, waits for the parent's word, so that several children begin at once, then makes the tables and uses them.
const [, , url, schema = ""] = process.argv;
const pool = new Pool({ connectionString: url });
await pool.query("select 1");
console.log("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
process.stdin.destroy();
const done = await migrate(pool, { schema });
const { inserted } = await postgresStore(pool, { schema }).payments.reserve(
  freshPayment({ id: `pay_${process.pid}` }),
);
await pool.end();
console.log(`did ${done.join(" ")}, inserted ${inserted}`);
