import { defineConfig } from "vitest/config";

// Tests read the sources, not the build: the private export condition comes first.
const conditions = ["chargeonce-source", "node", "import", "module", "default"];

export default defineConfig({
  test: {
    projects: ["core", "express", "store-sqlite", "simulator"].map((name) => ({
      resolve: { conditions },
      ssr: { resolve: { conditions } },
      test: { name, root: `packages/${name}`, include: ["test/**/*.test.ts"] },
    })),
  },
});
