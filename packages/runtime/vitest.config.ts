import { configDefaults, defineConfig } from 'vitest/config';

// Some tests start other processes, which takes its time on a busy machine; a hang is what the limit is for.
// `*.long.test.ts` take minutes or gigabytes: `npm run test:long` runs them.
export default defineConfig({ test: { testTimeout: 60_000, exclude: [...configDefaults.exclude, '**/*.long.test.ts'] } });
