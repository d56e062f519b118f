// CPU time and memory of a process and all its children, read from /proc (Linux only).
import { readdirSync, readFileSync } from 'node:fs';

const CLOCK_TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** What a process tree has used and holds. */
export interface TreeUsage {
  processes: number;
  cpuSeconds: number;
  /** Sum of resident sizes; shared pages count once per process. */
  residentBytes: number;
  /** Sum of proportional sizes; shared pages count once in all. */
  proportionalBytes: number;
}

/** Usage of `rootPid` and everything it started. */
export function treeUsage(rootPid: number): TreeUsage {
  const pids = descendants(rootPid);
  const usage: TreeUsage = { processes: pids.length, cpuSeconds: 0, residentBytes: 0, proportionalBytes: 0 };
  for (const pid of pids) {
    try {
      const fields = statFields(pid);
      usage.cpuSeconds += (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
      usage.residentBytes += Number(fields[21]) * PAGE_BYTES;
      const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
      usage.proportionalBytes += Number(pss?.[1] ?? 0) * 1024;
    } catch {
      // A process that ended between listing and reading is not counted.
    }
  }
  return usage;
}

function descendants(rootPid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), Number(statFields(Number(name))[1]));
    } catch {
      // Ended meanwhile.
    }
  }
  const found = [rootPid];
  for (let index = 0; index < found.length; index++) {
    for (const [pid, parent] of parents) if (parent === found[index]) found.push(pid);
  }
  return found;
}

/** Fields of /proc/PID/stat after the command name, which may hold spaces. Index 0 is the state. */
function statFields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
