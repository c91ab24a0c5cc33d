import { describe, expect, it } from 'vitest';
import { budgetOf, experimentText, topLevel, withBudget, withPreset, withTopLevel } from './experiment-text.js';

const BLOCK = `# mine
name: a
dataset: fashion-mnist # small
space:
  preset: mbconv
  width: [1, 2]
budget:
  params: 1M
  macs: 2.5M # of one image
search: { trials: 3 }
`;

describe('an experiment as text', () => {
  it('reads and changes the budget wherever it stands, and leaves the rest alone', () => {
    expect([budgetOf(BLOCK), budgetOf('budget: { macs: 40M, params: 1M }'), budgetOf('name: a')]).toEqual([
      2_500_000,
      40_000_000,
      undefined,
    ]);
    expect(withBudget(BLOCK, 12_340_000)).toBe(BLOCK.replace('2.5M', '12.3M'));
    expect(withBudget('budget: { params: 1M, macs: 3000 }\n', 5e5)).toBe('budget: { params: 1M, macs: 500k }\n');
    expect(withBudget('name: a\n', 1e6)).toBe('budget: { macs: 1M }\nname: a\n');
  });

  it('changes the preset with all of the old one’s lists', () => {
    expect(withPreset(BLOCK, 'resnet')).toBe(BLOCK.replace('space:\n  preset: mbconv\n  width: [1, 2]', 'space: { preset: resnet }'));
  });

  it('reads and changes scalars at the top', () => {
    expect(topLevel(BLOCK, 'dataset')).toBe('fashion-mnist');
    expect(withTopLevel(BLOCK, 'dataset', 'cifar-10')).toContain('\ndataset: cifar-10\n');
  });

  it('starts from a text that says what the form says', () => {
    const text = experimentText({ name: 'a', dataset: 'd', preset: 'p', macs: 5e6 });
    expect([budgetOf(text), topLevel(text, 'dataset'), topLevel(text, 'space')]).toEqual([5e6, 'd', '{ preset: p }']);
  });
});
