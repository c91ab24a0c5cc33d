import { cpus, totalmem } from 'node:os';
import type { JsonObject } from '@isoflop/results-store';
import { type BackendFacts, type BackendRequest, probeBackend } from '@isoflop/runtime';
import type { Io } from './io.js';
import { version } from './version.js';

/** Tries the backend that workers will use, tells what was passed over and why, and returns facts to store with every trial. */
export async function machineFacts(request: BackendRequest, io: Io) {
  const { facts, verdicts } = await probeBackend(request);
  for (const verdict of verdicts) {
    io.say(
      verdict.available
        ? `backend: ${verdict.backend} (${softwareOf(facts)})`
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
    software: facts as unknown as JsonObject,
  };
}

/** The library that computes and what drives it. */
export function softwareOf({ tfjsVersion, tensorflowVersion }: BackendFacts): string {
  return `${tensorflowVersion === undefined ? '' : `TensorFlow ${tensorflowVersion} under `}TensorFlow.js ${tfjsVersion}`;
}
