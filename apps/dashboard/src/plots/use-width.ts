import { type RefCallback, useCallback, useState } from 'react';

/** The width of an element in pixels, followed as it changes; 0 while it is not laid out. */
export function useWidth<E extends HTMLElement>(): [RefCallback<E>, number] {
  const [width, setWidth] = useState(0);
  const observe = useCallback((element: E | null) => {
    if (element === null) return;
    const measure = () => setWidth(Math.floor(element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [observe, width];
}
