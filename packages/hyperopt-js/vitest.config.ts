import { defineConfig } from 'vitest/config';

// Some contracts run whole studies, which takes its time on a busy machine; a hang is what the limit is for.
export default defineConfig({ test: { testTimeout: 60_000 } });
