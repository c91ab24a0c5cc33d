/** A value that a categorical parameter can take: anything JSON holds without structure. */
export type CategoryValue = string | number | boolean | null;

/** A real number in `[low, high]`; `log` searches its logarithm; `step` restricts it to `low + k * step`. */
export interface FloatParameter {
  readonly type: 'float';
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly step?: number;
}

/** An integer `low + k * step` in `[low, high]`; `log` searches its logarithm. */
export interface IntParameter {
  readonly type: 'int';
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly step: number;
}

/** One of several unordered values. */
export interface CategoricalParameter<T extends CategoryValue = CategoryValue> {
  readonly type: 'categorical';
  readonly choices: readonly T[];
}

/** One of several branches, each with parameters of its own that exist only when the branch is taken. */
export interface ChoiceParameter<B extends { readonly [branch: string]: Space } = { readonly [branch: string]: Space }> {
  readonly type: 'choice';
  readonly branches: B;
}

/** Anything a space may hold. Parameters are plain frozen JSON. */
export type Parameter = FloatParameter | IntParameter | CategoricalParameter | ChoiceParameter;

/** A search space: parameters by name. */
export interface Space {
  readonly [name: string]: Parameter;
}

/** The type of one parameter's value. A choice gives `{ kind: branch, ...its parameters }`. */
export type ValueOf<P> = P extends FloatParameter | IntParameter
  ? number
  : P extends CategoricalParameter<infer T>
    ? T
    : P extends ChoiceParameter<infer B>
      ? { [K in keyof B]: Flat<{ kind: K } & ParamsOf<B[K]>> }[keyof B]
      : never;

type Flat<T> = { [K in keyof T]: T[K] };

/** The type of `trial.params` that follows from a space. */
export type ParamsOf<S> = { -readonly [K in keyof S]: ValueOf<S[K]> };
