import { readFileSync } from 'node:fs';

/** The version of hyperopt-js that is measured. */
export const { version } = JSON.parse(readFileSync(new URL('../../packages/hyperopt-js/package.json', import.meta.url), 'utf8')) as {
  version: string;
};
