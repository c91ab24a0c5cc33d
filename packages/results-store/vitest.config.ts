import { configDefaults, defineConfig } from 'vitest/config';

// As every package's (vitest.config.ts at the root), with one PostgreSQL for all of the tests.
export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 180_000,
    exclude: [...configDefaults.exclude, '**/*.long.test.ts'],
    globalSetup: 'src/testing/postgres-global-setup.ts',
  },
});
