import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Io } from '../io.js';
import { spaceVerb } from './space.js';

const quickstart = fileURLToPath(new URL('../../../../experiments/quickstart.yaml', import.meta.url));

async function run(...args: string[]) {
  const shown: string[] = [];
  let answer: unknown;
  const io: Io = {
    say: () => {},
    answer: (document) => {
      answer = JSON.parse(JSON.stringify(document));
    },
    show: (text) => shown.push(text),
  };
  await spaceVerb(io).exitOverride().parseAsync(args, { from: 'user' });
  return { answer: answer as Record<string, unknown>, text: shown.join('\n') };
}

describe('isoflop space', () => {
  it('answers with what scripts rely on', async () => {
    const { answer } = await run(quickstart);
    expect(answer).toMatchObject({
      cardinality: 276_480,
      dimensions: 12,
      macs: { min: expect.any(Number), median: expect.any(Number), max: expect.any(Number) },
      feasibleFraction: expect.any(Number),
      satisfiable: true,
    });
  });

  it('shows deciles, the budget with its band, and how sure it is', async () => {
    const { text, answer } = await run(quickstart, '--budget', '1M', '--band', '2%');
    expect(text).toMatch(/MACs, deciles {2,}\S+( {2}\S+){8}\n/);
    expect(text).toContain('macs 1M ±2 %');
    expect(text).toContain('every network was counted');
    expect(answer.feasibleFraction).toBeLessThan(0.05);
  });

  it('names the nearest network of a preset where the budget cannot be met', async () => {
    const { text, answer } = await run('efficientnet-scaling', '--budget', '100M');
    expect(answer).toMatchObject({ satisfiable: false, satisfiableIsCertain: true, feasibleFraction: 0 });
    expect(text).toMatch(/nearest network {2,}37\d,\d{3},\d{3} MACs: resolution 224, width 1, depth 1/);
  });

  it('refuses a band that is none', async () => {
    await expect(run(quickstart, '--band', '70%')).rejects.toThrow('percentage');
  });
});
