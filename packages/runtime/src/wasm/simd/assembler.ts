/**
 * A small assembler for WebAssembly (https://webassembly.github.io/spec/core/binary): enough to write loops over float32 memory without a
 * compiler in the build. Code is bytes; an expression is code that leaves one value on the stack.
 */
export type Code = readonly number[];
export type ValueType = 'i32' | 'f32' | 'v128';

const TYPE_BYTE: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const NO_RESULT = 0x40;

export function unsignedLeb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    bytes.push(isLast ? byte : byte | 0x80);
    if (isLast) return bytes;
  }
}

/** A parameter or local variable. */
export class Local {
  constructor(
    readonly index: number,
    readonly type: ValueType,
  ) {}

  get get(): Code {
    return [0x20, ...unsignedLeb(this.index)];
  }

  set(value: Code): Code {
    return [...value, 0x21, ...unsignedLeb(this.index)];
  }
}

export const i32 = {
  const: (value: number): Code => [0x41, ...signedLeb(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  mul: (a: Code, b: Code): Code => [...a, ...b, 0x6c],
  and: (a: Code, b: Code): Code => [...a, ...b, 0x71],
  lessThanUnsigned: (a: Code, b: Code): Code => [...a, ...b, 0x49],
};

/** Runs `body` while `counter` (set beforehand) is below `end`, adding `step` after each round. */
export function whileBelow(counter: Local, end: Code, step: Code, body: readonly Code[]): Code {
  const isBelow = i32.lessThanUnsigned(counter.get, end);
  const advance = counter.set(i32.add(counter.get, step));
  const loop = [0x03, NO_RESULT, ...body.flat(), ...advance, ...isBelow, 0x0d, 0x00, 0x0b];
  return [...isBelow, 0x04, NO_RESULT, ...loop, 0x0b];
}

/** One exported function without a result. */
export interface AssembledFunction {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  /** Gets the parameters and a maker of further locals. */
  body(parameters: readonly Local[], local: (type: ValueType) => Local): readonly Code[];
}

const list = (items: readonly Code[]): Code => [...unsignedLeb(items.length), ...items.flat()];
const text = (value: string): Code => list([...new TextEncoder().encode(value)].map((byte) => [byte]));
const section = (id: number, content: Code): Code => [id, ...unsignedLeb(content.length), ...content];

function encodeBody({ parameters, body }: AssembledFunction): Code {
  const locals: Local[] = [];
  const local = (type: ValueType) => {
    const made = new Local(parameters.length + locals.length, type);
    locals.push(made);
    return made;
  };
  const instructions = body(
    parameters.map((type, index) => new Local(index, type)),
    local,
  ).flat();
  const declared = list(locals.map(({ type }) => [1, TYPE_BYTE[type]]));
  const code = [...declared, ...instructions, 0x0b];
  return [...unsignedLeb(code.length), ...code];
}

/** A module that imports `host.memory` and exports the functions by name. */
export function assemble(functions: readonly AssembledFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }): Code => [0x60, ...list(parameters.map((type) => [TYPE_BYTE[type]])), 0x00]);
  const memoryImport: Code = [...text('host'), ...text('memory'), 0x02, 0x00, 0x00];
  const exported = functions.map(({ name }, index): Code => [...text(name), 0x00, ...unsignedLeb(index)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(types)),
    ...section(2, list([memoryImport])),
    ...section(3, list(functions.map((_, index) => unsignedLeb(index)))),
    ...section(7, list(exported)),
    ...section(10, list(functions.map(encodeBody))),
  ]);
}
