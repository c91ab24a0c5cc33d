import { cpus, totalmem } from 'node:os';
import { type BackendRequest, openBackend } from '@isoflop/runtime';
import type { Io } from './io.js';
import { version } from './version.js';

/** Opens the backend that workers will use, tells what was passed over and why, and returns facts to store with every trial. */
export async function machineFacts(request: BackendRequest, io: Io) {
  const { facts, verdicts } = await openBackend(request);
  for (const verdict of verdicts) {
    io.say(
      verdict.available
        ? `backend: ${verdict.backend} (TensorFlow.js ${facts.tfjsVersion})`
        : `backend ${verdict.backend} is not available: ${verdict.reason}; ${verdict.mend}`,
    );
  }
  const processors = cpus();
  return {
    isoflop: version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    software: { ...facts },
  };
}
