import { parentPort } from 'node:worker_threads';
import { ArchitectureError } from '@isoflop/blocks';
import { describeSpace, openSpace } from '@isoflop/search-space';
import type { CensusReply, CensusRequest } from './space-census.js';

parentPort?.on('message', ({ space, data, budget, seed }: CensusRequest) =>
  parentPort?.postMessage(answerTo({ space, data, budget, seed })),
);

function answerTo({ space, data, budget, seed }: CensusRequest): CensusReply {
  try {
    return { found: describeSpace(openSpace(space), data, budget, seed) };
  } catch (error) {
    if (error instanceof ArchitectureError) return { error: error.message };
    throw error;
  }
}
