import { MemoryStore } from './memory-store.js';
import { storeContract } from './testing/store-contract.js';

storeContract('MemoryStore', async (options) => new MemoryStore(options));
