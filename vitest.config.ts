// Test projects: unit and property tests beside the code, contract suites per port, integration with real parts.
import { defineConfig } from 'vitest/config';

const fromSource = {
  resolve: { conditions: ['source'] },
  ssr: {
    resolve: { conditions: ['source', 'node', 'import', 'default'], externalConditions: ['source', 'node', 'default'] },
  },
};
const workspaces = '{contracts,broker,simulators,twin,dashboard,bench}';

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        ...fromSource,
        test: {
          name: 'unit',
          include: [`${workspaces}/src/**/*.test.{ts,tsx}`, 'scripts/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'contract',
          include: [`${workspaces}/test/contract/**/*.test.ts`],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'integration',
          include: [`${workspaces}/test/integration/**/*.test.ts`],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
