import { readFileSync } from 'node:fs';

/** Resident memory of a process as Linux tells it; undefined elsewhere, and when the process is gone. */
export function residentBytes(pid: number): number | undefined {
  const kibibytes = numberIn(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB$/m);
  return kibibytes === undefined ? undefined : kibibytes * 1024;
}

/** How many processes Linux has killed because memory ran out, since it started; undefined elsewhere. */
export function outOfMemoryKills(): number | undefined {
  return numberIn('/proc/vmstat', /^oom_kill (\d+)$/m);
}

function numberIn(file: string, pattern: RegExp): number | undefined {
  try {
    const found = pattern.exec(readFileSync(file, 'utf8'));
    return found ? Number(found[1]) : undefined;
  } catch {
    return undefined;
  }
}
