import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../vitest.config.js';

// One PostgreSQL for all of the tests.
export default mergeConfig(shared, defineConfig({ test: { globalSetup: 'src/testing/postgres-global-setup.ts' } }));
