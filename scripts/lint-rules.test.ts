// Holds the import rules of docs/architecture.md: each forbidden import is written to a scratch folder and must be refused.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'lint-rules-'));

const FORBIDDEN = [
  ['contracts/src/a.ts', '@mini-factory-twin/twin'],
  ['contracts/src/b.ts', '../../twin/src/index.ts'],
  ['broker/src/a.ts', '@mini-factory-twin/twin'],
  ['broker/src/b.ts', '../../simulators/src/index.ts'],
  ['simulators/src/a.ts', '@mini-factory-twin/twin'],
  ['simulators/src/b.ts', '@mini-factory-twin/broker'],
  ['simulators/src/a.test.ts', '@mini-factory-twin/twin'],
  ['twin/src/a.ts', '@mini-factory-twin/simulators'],
  ['twin/src/b.ts', '@mini-factory-twin/broker'],
  ['twin/src/kernel/a.ts', '@mini-factory-twin/contracts'],
  ['twin/src/kernel/b.ts', 'node:fs'],
  ['twin/src/kernel/c.ts', '../line/index.ts'],
  ['twin/src/line/a.ts', '../mirror/mirror.ts'],
  ['twin/src/line/b.ts', 'node:fs'],
  ['twin/src/mirror/a.ts', '../ingest/source.ts'],
  ['twin/src/mirror/b.ts', '../forecast/forecaster.ts'],
  ['twin/src/study/a.ts', '../mirror/mirror.ts'],
  ['twin/src/study/b.ts', '../experiments/experiments.ts'],
  ['twin/src/experiments/a.ts', '../history/store.ts'],
  ['twin/src/cli/a.ts', '../live/live-line.ts'],
  ['twin/src/environment/a.ts', '../study/figures.ts'],
  ['twin/src/forecast/a.ts', '../history/store.ts'],
  ['twin/src/forecast/b.ts', '../config.ts'],
  ['twin/src/forecast/c.ts', '@mini-factory-twin/broker'],
  ['twin/src/kpi/a.ts', '../api/app.ts'],
  ['twin/src/maintenance/a.ts', '../uns/topic.ts'],
  ['twin/src/ingest/a.ts', '../history/store.ts'],
  ['twin/src/ingest/b.ts', '../mirror/mirror.ts'],
  ['twin/src/history/a.ts', '../api/app.ts'],
  ['twin/src/api/a.ts', '../ingest/source.ts'],
  ['twin/src/uns/a.ts', '../history/store.ts'],
  ['twin/src/live/a.ts', '../api/app.ts'],
  ['dashboard/src/app/a.ts', '@mini-factory-twin/broker'],
  ['dashboard/src/app/b.ts', '@mini-factory-twin/twin'],
  ['dashboard/src/ui/a.ts', '../scene/parts.ts'],
  ['dashboard/src/scene/a.ts', '../features/live/view.ts'],
  ['dashboard/src/stream/a.ts', '../scene/parts.ts'],
  ['dashboard/src/features/a.ts', '../app/app.ts'],
] as const;

const ALLOWED = [
  ['twin/src/line/ok.ts', `import { x } from '../kernel/index.ts';`],
  ['twin/src/line/ok2.ts', `import { x } from '@mini-factory-twin/contracts';`],
  ['twin/src/kernel/ok.ts', `import { x } from './random.ts';`],
  ['twin/src/kernel/ok.test.ts', `import { x } from 'vitest';`],
  ['twin/src/forecast/ok.ts', `import type { x } from '../mirror/mirror.ts';`],
  ['twin/src/api/ok.ts', `import type { x } from '../forecast/forecaster.ts';`],
  ['twin/src/live/ok.ts', `import { x } from '../forecast/forecaster.ts';`],
  ['twin/src/main.ts', `import { x } from './history/index.ts';`],
  ['twin/test/integration/ok.test.ts', `import { x } from '@mini-factory-twin/broker';`],
  ['simulators/test/integration/ok.test.ts', `import { x } from '@mini-factory-twin/broker';`],
  ['bench/src/ok.ts', `import { x } from '@mini-factory-twin/twin';`],
  ['dashboard/src/features/ok.ts', `import { x } from '../scene/parts.ts';`],
  ['dashboard/src/app/ok.ts', `import type { x } from '@mini-factory-twin/twin';`],
] as const;

interface Finding {
  filename: string;
  code: string;
}
let findings: Finding[];

beforeAll(async () => {
  copyFileSync(join(root, '.oxlintrc.json'), join(scratch, '.oxlintrc.json'));
  for (const [file, target] of FORBIDDEN) put(file, `import { x } from '${target}';`);
  for (const [file, line] of ALLOWED) put(file, line);
  findings = await lint();
}, 30_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test.each(FORBIDDEN)('%s may not import %s', (file) => {
  expect(restricted(file)).toBe(true);
});

test.each(ALLOWED)('%s may: %s', (file) => {
  expect(restricted(file)).toBe(false);
});

function put(file: string, line: string): void {
  const path = join(scratch, file);
  mkdirSync(dirname(path), { recursive: true });
  const isTypeOnly = line.startsWith('import type');
  writeFileSync(path, `${line}\n${isTypeOnly ? 'export type Y = x;' : 'export const y = x;'}\n`);
}

/** oxlint ends with code 1 when it finds something; only its report counts here. */
function lint(): Promise<Finding[]> {
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [oxlint, '-f', 'json'], { cwd: scratch }, (_, stdout, stderr) => {
      if (stdout === '') return reject(new Error(stderr));
      resolve((JSON.parse(stdout) as { diagnostics: Finding[] }).diagnostics);
    });
  });
}

function restricted(file: string): boolean {
  return findings.some((finding) => finding.filename === file && finding.code === 'eslint(no-restricted-imports)');
}
