import type { Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';
import type { VariableSpec } from '../variables/variable-specs.js';

export interface ModelVariable {
  /** Path of the node and role: `stages/0/0/expand/conv/kernel`. TensorFlow.js knows the variable by another, unique name. */
  readonly name: string;
  readonly trainable: boolean;
  readonly variable: Variable;
}

/** The values of one variable, apart from any backend. */
export interface NamedWeights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The variables of one model, in the order in which they were made. */
export class VariableStore {
  readonly variables: ModelVariable[] = [];

  constructor(
    private readonly tf: TensorFlow,
    private readonly seed: number,
  ) {}

  /** Makes the variables of one node; returns them by role. */
  make(specs: readonly VariableSpec[]): (role: VariableSpec['role']) => Variable {
    const made = new Map(specs.map((spec) => [spec.role, this.#make(spec)]));
    return (role) => {
      const variable = made.get(role);
      if (!variable) throw new RangeError(`variables: the op must declare its ${role}, got ${[...made.keys()]}; see variable-specs.ts`);
      return variable;
    };
  }

  countParams(): number {
    return this.variables.reduce((sum, { trainable, variable }) => sum + (trainable ? variable.size : 0), 0);
  }

  weights(): NamedWeights[] {
    return this.variables.map(({ name, variable }) => ({ name, shape: [...variable.shape], data: variable.dataSync() as Float32Array }));
  }

  setWeights(weights: readonly NamedWeights[]): void {
    const describe = (name: string, shape: readonly number[]) => `${name} [${shape.join(', ')}]`;
    const expected = this.variables.map(({ name, variable }) => describe(name, variable.shape));
    const given = weights.map(({ name, shape }) => describe(name, shape));
    const wrong = Array.from({ length: Math.max(expected.length, given.length) }, (_, index) => index).find(
      (index) => expected[index] !== given[index],
    );
    if (wrong !== undefined) {
      throw new RangeError(
        `setWeights: variable ${wrong} must be ${expected[wrong] ?? 'absent'}, got ${given[wrong] ?? 'nothing'}; load weights of the same architecture`,
      );
    }
    weights.forEach(({ shape, data }, index) => {
      const values = this.tf.tensor(data, [...shape]);
      this.variables[index].variable.assign(values);
      values.dispose();
    });
  }

  dispose(): void {
    for (const { variable } of this.variables) variable.dispose();
  }

  #make({ name, shape, trainable, initializer }: VariableSpec): Variable {
    const length = shape.reduce((product, size) => product * size, 1);
    const values = this.tf.tensor(initializer(length, this.seed, name), [...shape]);
    const variable = this.tf.variable(values, trainable);
    values.dispose();
    this.variables.push({ name, trainable, variable });
    return variable;
  }
}
