#!/usr/bin/env node
import { main } from "./main.ts";

// `chargeonce … | head` closes the pipe: whoever did that has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await main(process);
