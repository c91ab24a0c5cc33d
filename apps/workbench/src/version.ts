import { createRequire } from 'node:module';

/** Version of the isoflop command. */
export const version: string = createRequire(import.meta.url)('../package.json').version;
