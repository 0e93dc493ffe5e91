import { afterAll, afterEach, beforeAll, vi } from "vitest";
import type * as simulator from "../src/create-simulator.ts";
import type * as engine from "../src/engine/engine.ts";
import { closeFace, closeServers, openFace } from "./face.ts";
import { expectNoFaults, watchDeliveries, watchEngine } from "./shapes/watch.ts";

// Every test of the simulator, by whatever way it sends its requests, has the shapes of the answers checked.
vi.mock("../src/engine/engine.ts", async (importOriginal) => {
  const real = await importOriginal<typeof engine>();
  return {
    ...real,
    createEngine: (options) => watchEngine(real.createEngine(options)),
  } satisfies typeof engine;
});

vi.mock("../src/create-simulator.ts", async (importOriginal) => {
  const real = await importOriginal<typeof simulator>();
  return {
    ...real,
    createSimulator: (options = {}) =>
      real.createSimulator({
        ...options,
        fetch: watchDeliveries((...sent) => (options.fetch ?? globalThis.fetch)(...sent)),
      }),
  } satisfies typeof simulator;
});

// Here and not where the work is: this file runs for every test file, a module once for all files of a worker.
beforeAll(openFace);
afterAll(closeFace);
afterEach(expectNoFaults);
afterEach(closeServers);
