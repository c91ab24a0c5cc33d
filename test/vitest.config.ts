import { defineConfig } from 'vitest/config';

// These tests start other programs, which takes its time on a busy machine; a hang is what the limits are for.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
