// A bar of progress on a terminal; nothing where there is none.
const WIDTH = 30;

/** Where the bar goes. */
interface Terminal {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how far something is, with the time it still needs. */
export interface ProgressBar {
  /** Share done, 0 to 1. */
  show(share: number): void;
  clear(): void;
}

/** A bar on one line of a terminal. */
export function createProgressBar(terminal: Terminal, title: string): ProgressBar {
  if (terminal.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  const startedMs = performance.now();
  return {
    show(share) {
      const done = Math.round(share * WIDTH);
      const leftSeconds = share > 0 ? ((performance.now() - startedMs) / 1000) * (1 / share - 1) : Number.NaN;
      const left = Number.isFinite(leftSeconds) && share < 1 ? `, ${leftSeconds.toFixed(0)} s left` : '';
      terminal.write(
        `\r\x1b[K${title} ${'█'.repeat(done)}${'░'.repeat(WIDTH - done)} ${(share * 100).toFixed(0)} %${left}`,
      );
    },
    clear: () => void terminal.write('\r\x1b[K'),
  };
}
