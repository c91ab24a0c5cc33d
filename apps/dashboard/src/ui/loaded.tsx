import { type ComponentType, useEffect, useReducer } from 'react';
import { Loading } from './notice.js';

/** A part of the page that is loaded when it is first wanted. */
export interface Loaded<Props> {
  (props: Props): React.ReactNode;
  /** Begins to load it; again is nothing. */
  preload(): void;
}

/**
 * A component in a file of its own. React's `lazy` would do, but once a fallback was shown it holds back what follows for 300 ms, twice here, while
 * the trials are there already.
 */
export function loaded<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): Loaded<Props> {
  let Component: ComponentType<Props> | undefined;
  let loading: Promise<void> | undefined;
  const begin = () => {
    loading ??= load().then((module) => {
      Component = module.default;
    });
    return loading;
  };
  const Part = (props: Props) => {
    const [, render] = useReducer((count: number) => count + 1, 0);
    useEffect(() => {
      if (Component === undefined) void begin().then(render);
    }, []);
    return Component === undefined ? <Loading what="the view" /> : <Component {...props} />;
  };
  return Object.assign(Part, { preload: () => void begin() });
}
