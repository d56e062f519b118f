// A list of named checks that run one after the other, each told at once whether it passed.

/** Runs checks and counts them. */
export class Checks {
  passed = 0;
  failed = 0;

  /** Runs one check; a thrown error fails it and the next ones still run. */
  async check(name: string, run: () => Promise<void> | void): Promise<void> {
    const startedMs = performance.now();
    try {
      await run();
      this.passed++;
      console.log(`ok      ${name} (${seconds(startedMs)})`);
    } catch (error) {
      this.failed++;
      console.log(`FAILED  ${name} (${seconds(startedMs)})\n        ${String((error as Error).message ?? error)}`);
    }
  }
}

/** Fails the check unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/**
 * Asks again and again until the answer is what is wanted.
 * @param what said in the failure, with the last answer
 * @returns the answer that was accepted
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T> | T,
  { until, withinMs = 10_000, everyMs = 100 }: { until: (answer: T) => boolean; withinMs?: number; everyMs?: number },
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (until(answer)) return answer;
    if (performance.now() > deadline) {
      throw new Error(
        `${what} did not happen within ${withinMs / 1000} s; last seen: ${JSON.stringify(answer)?.slice(0, 300)}`,
      );
    }
    await sleep(everyMs);
  }
}

/** Waits [ms]. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function seconds(startedMs: number): string {
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
}
