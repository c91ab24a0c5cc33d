import { configDefaults, defineConfig } from 'vitest/config';

// For every package. A hang is what the limits are for: some tests start other programs, and the machine may be busy.
// `*.long.test.ts` take minutes or gigabytes: `npm run test:long` runs them.
export default defineConfig({
  test: { testTimeout: 180_000, hookTimeout: 180_000, exclude: [...configDefaults.exclude, '**/*.long.test.ts'] },
});
