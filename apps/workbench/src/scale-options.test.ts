import { describe, expect, it } from 'vitest';
import { matchOption, matchTarget, phiList } from './scale-options.js';

describe('phiList', () => {
  it.each([
    ['1,2,3', [1, 2, 3]],
    ['1..4', [1, 2, 3, 4]],
    ['1,2,..,7', [1, 2, 3, 4, 5, 6, 7]],
    ['0,0.5,..,2', [0, 0.5, 1, 1.5, 2]],
    ['-2..0', [-2, -1, 0]],
    ['0.5, 1..3', [0.5, 1, 1.5, 2, 2.5, 3]],
    ['7', [7]],
  ])('reads %s', (text, phis) => {
    expect(phiList(text)).toEqual(phis);
  });

  it.each(['', 'one', '1,,x', '1..', '..3', '3..1', '1,2,..,2.5', '1..1e9', 'Infinity', 'NaN'])('refuses %j', (text) => {
    expect(() => phiList(text)).toThrow(/phi must be|A range|at most 100/);
  });
});

describe('matchOption', () => {
  it('reads a cost and its tolerance', () => {
    expect(matchOption('macs')).toEqual({ metric: 'macs', tolerance: 0.01 });
    expect(matchOption('params=0.5%')).toEqual({ metric: 'params', tolerance: 0.005 });
    expect(matchOption('latency')).toEqual({ metric: 'latency', tolerance: 0.05 });
  });

  it.each(['flops', 'macs=1', 'macs=0%', 'macs=99%', 'macs=x%'])('refuses %s', (text) => {
    expect(() => matchOption(text)).toThrow(/one of macs|tolerance/);
  });
});

describe('matchTarget', () => {
  it('reads counts and times', () => {
    expect(matchTarget('600M')).toEqual({ value: 600e6, unit: 'count' });
    expect(matchTarget('1.5ms')).toEqual({ value: 1.5, unit: 'ms' });
  });

  it.each(['', 'soon', '-5ms', '0'])('refuses %j', (text) => {
    expect(() => matchTarget(text)).toThrow(/count such as 600M, or a time/);
  });
});
