import { type Code, i32, type ValueType } from './assembler.js';

/** Float32 arithmetic on four neighbouring values or on one, so that one text serves a loop and its tail. Addresses are bytes. */
export interface Lanes {
  readonly type: ValueType;
  readonly bytes: Code;
  readonly zero: Code;
  load(address: Code): Code;
  store(address: Code, value: Code): Code;
  add(a: Code, b: Code): Code;
  sub(a: Code, b: Code): Code;
  mul(a: Code, b: Code): Code;
  /** The smaller and the larger one; NaN where either is NaN. */
  min(a: Code, b: Code): Code;
  max(a: Code, b: Code): Code;
  /** `value` where low < x < high, else 0. */
  keepBetween(value: Code, low: Code, x: Code, high: Code): Code;
  /** An expression of the f32 `value` in every lane. */
  spread(value: Code): Code;
}

const SIMD = 0xfd;
const f32Zero: Code = [0x43, 0, 0, 0, 0];
const simd = (a: Code, b: Code, ...opcode: number[]): Code => [...a, ...b, SIMD, ...opcode];
const v128And = (a: Code, b: Code): Code => simd(a, b, 0x4e);

export const FOUR: Lanes = {
  type: 'v128',
  bytes: i32.const(16),
  zero: [...f32Zero, SIMD, 0x13],
  load: (address) => [...address, SIMD, 0x00, 0, 0],
  store: (address, value) => [...address, ...value, SIMD, 0x0b, 0, 0],
  add: (a, b) => simd(a, b, 0xe4, 0x01),
  sub: (a, b) => simd(a, b, 0xe5, 0x01),
  mul: (a, b) => simd(a, b, 0xe6, 0x01),
  min: (a, b) => simd(a, b, 0xe8, 0x01),
  max: (a, b) => simd(a, b, 0xe9, 0x01),
  keepBetween: (value, low, x, high) => v128And(value, v128And(simd(low, x, 0x43), simd(x, high, 0x43))),
  spread: (value) => [...value, SIMD, 0x13],
};

export const ONE: Lanes = {
  type: 'f32',
  bytes: i32.const(4),
  zero: f32Zero,
  load: (address) => [...address, 0x2a, 0, 0],
  store: (address, value) => [...address, ...value, 0x38, 0, 0],
  add: (a, b) => [...a, ...b, 0x92],
  sub: (a, b) => [...a, ...b, 0x93],
  mul: (a, b) => [...a, ...b, 0x94],
  min: (a, b) => [...a, ...b, 0x96],
  max: (a, b) => [...a, ...b, 0x97],
  // select(value, 0, low < x and x < high)
  keepBetween: (value, low, x, high) => [...value, ...f32Zero, ...i32.and([...low, ...x, 0x5d], [...x, ...high, 0x5d]), 0x1b],
  spread: (value) => value,
};
