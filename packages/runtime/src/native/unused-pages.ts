import { readFileSync } from 'node:fs';
import { posix } from './posix.js';

/** Addresses of a part of a library in memory. */
export interface Mapping {
  readonly start: bigint;
  readonly end: bigint;
}

/**
 * Gives back the memory that TensorFlow's libraries took by being loaded: of their 800 MB, loading touches 300, training 100. The pages are read again
 * from the system's cache where they are needed. Linux only, and only where isoflop has provisioned TensorFlow.
 */
export function releaseLibraryPages(): void {
  const addon = process.platform === 'linux' ? posix() : undefined;
  if (!addon) return;
  for (const { start, end } of unchangedMappings(readFileSync('/proc/self/smaps', 'utf8'))) addon.release(start, end);
}

/** The parts of TensorFlow's libraries that this process cannot write to and has not changed: what /proc/self/smaps calls private, without `Anonymous` pages. */
export function unchangedMappings(smaps: string): Mapping[] {
  const found: Mapping[] = [];
  for (const entry of smaps.split(/\n(?=[0-9a-f]+-[0-9a-f]+ )/)) {
    const [, start, end] = /^([0-9a-f]+)-([0-9a-f]+) r-[x-]p .*\/libtensorflow[^/\n]*\n/.exec(entry) ?? [];
    if (start && /^Anonymous:\s+0 kB$/m.test(entry)) found.push({ start: BigInt(`0x${start}`), end: BigInt(`0x${end}`) });
  }
  return found;
}
