// The command line: what a line would do, without starting anything else.
import process from 'node:process';
import { isTwinError, type TwinError } from '@mini-factory-twin/contracts';
import { checkCommand } from './check.ts';
import { simulateCommand } from './simulate.ts';
import { UsageError } from './usage.ts';

const COMMANDS: Readonly<Record<string, (words: string[]) => Promise<string>>> = {
  simulate: simulateCommand,
  check: checkCommand,
};

const HELP = `Usage: npm run cli -- COMMAND [options]

  simulate FILE   run a line from empty many times over and tell its figures
  check FILE      say whether a line model can be run, and if not, why

simulate
  --horizon TIME       how long each run lasts (default 8h); TIME is a number with s, m, h, d or y
  --replications N     runs (default 20); with --precision the most to run (default 1000)
  --warmup TIME|auto   left out of the statistics (default 0s); auto finds it by MSER-5
  --precision P%       run until the 95 % interval is within P % of the mean to either side
  --figure ID          ... of this figure (default line.goodPartsPerHour)
  --compare FILE       run this line too, on the same random numbers, and tell the differences
  --seed N             same seed, same result (default 1)
  --start ISO          date and time of the start (default 2026-01-05T06:00:00Z, a Monday)
  --threads N          worker threads (default: all cores)
  --json FILE|-        write everything as JSON, - for standard output
  --trace FILE         write the events of the first run, one JSON line each
`;

async function main([command, ...words]: string[]): Promise<void> {
  if (command === undefined || command === 'help' || words.includes('--help') || command === '--help') {
    process.stdout.write(HELP);
    return;
  }
  const run = COMMANDS[command];
  if (run === undefined) throw new UsageError(`found "${command}", allowed: ${Object.keys(COMMANDS).join(', ')}`);
  process.stdout.write(await run(words));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) fail(`${error.message}\nnpm run cli -- --help lists all options`, 2);
  else if (isTwinError(error)) fail(`${error.code}: ${textOf(error)}`, 1);
  else fail(String((error as Error).stack ?? error), 1);
});

/** One fault a line, where there are several. */
function textOf({ message, details }: TwinError): string {
  const { faults } = details;
  if (!Array.isArray(faults) || faults.length < 2) return message;
  return `${faults.length} faults\n${faults.map((fault) => `  ${fault}`).join('\n')}`;
}

function fail(text: string, code: number): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = code;
}
