import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 30_000 });

const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
const children: ReturnType<typeof run>[] = [];

function run(...args: string[]) {
  const child = spawn(process.execPath, ["--conditions=chargeonce-source", CLI, ...args]);
  const output = { text: "" };
  child.stdout.on("data", (chunk) => (output.text += chunk));
  child.stderr.on("data", (chunk) => (output.text += chunk));
  return { child, output, exit: once(child, "exit") };
}

function start(...args: string[]) {
  const started = run(...args);
  children.push(started);
  return started;
}

afterEach(() => {
  for (const { child } of children.splice(0)) child.kill("SIGKILL");
});

test("it serves a simulator, says how to reach it, and ends when told", async () => {
  const { child, output, exit } = start("--port", "0", "--webhook", "http://127.0.0.1:9/hook");
  await expect.poll(() => output.text, { timeout: 15_000 }).toContain("delivers to");
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output.text)?.[0];
  expect(output.text).toContain("secret key       sk_test_simulator");
  expect(output.text).toContain("publishable key  pk_test_simulator");
  expect(output.text).toMatch(/webhook secret {3}whsec_[A-Za-z0-9]{32}/);
  expect(output.text).toContain("http://127.0.0.1:9/hook");

  const response = await fetch(`${url}/v1/payment_intents`, {
    headers: { authorization: "Bearer sk_test_simulator" },
  });
  expect(response.status).toBe(200);

  child.kill("SIGTERM");
  expect((await exit)[0]).toBe(0);
});

test.each([
  [["--port", "http"], "A port is a number from 0 to 65535."],
  [["--webhook", "nowhere"], "A webhook is an http or https URL."],
])("%j is refused with a sentence", async (args, sentence) => {
  const { output, exit } = start(...args);
  expect((await exit)[0]).toBe(1);
  expect(output.text).toContain(sentence);
});
