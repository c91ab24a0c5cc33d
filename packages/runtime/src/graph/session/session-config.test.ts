import { expect, test } from 'vitest';
import { processorSessionConfig } from './session-config.js';

test('the configuration of a session on the processor is these bytes', () => {
  // graph_options { rewrite_options { layout 1: OFF, constant folding 3: OFF, memory 4: none, …, iterations 12: one, …, common subgraphs 24: OFF } }
  const toggles = '0802' + '1802' + '2001' + '3802' + '4002' + '4802' + '5002' + '6001' + '6802' + '7802' + '900102' + 'b00102' + 'c00102';
  expect(Buffer.from(processorSessionConfig()).toString('hex')).toBe(`521f521d${toggles}`);
});
