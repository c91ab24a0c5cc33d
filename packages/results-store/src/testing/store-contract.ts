import { describe } from 'vitest';
import type { ResultsStore, StoreOptions } from '../store.js';
import { annotationContract } from './annotation-contract.js';
import { briefContract } from './brief-contract.js';
import { contentContract } from './content-contract.js';
import { eventContract } from './event-contract.js';
import { frontContract } from './front-contract.js';
import { leaseContract } from './lease-contract.js';
import { studyContract } from './study-contract.js';
import { trialContract } from './trial-contract.js';
import { trialQueryContract } from './trial-query-contract.js';
import { workerContract } from './worker-contract.js';

/** A new empty store at each call. */
export type MakeStore = (options?: StoreOptions) => Promise<ResultsStore>;

/** The promises of `store.ts`, as tests that every implementation runs. */
export function storeContract(implementation: string, make: MakeStore): void {
  describe(`${implementation} keeps the contract of a results store`, () => {
    studyContract(make);
    trialContract(make);
    trialQueryContract(make);
    briefContract(make);
    frontContract(make);
    contentContract(make);
    annotationContract(make);
    eventContract(make);
    leaseContract(make);
    workerContract(make);
  });
}
