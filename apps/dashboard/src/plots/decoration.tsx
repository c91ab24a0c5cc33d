import type { ReactNode } from 'react';

/** A part of a plot that screen readers skip, since they get the same from the marks. */
export function Decoration({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in here takes the focus
    <g className={className} aria-hidden="true">
      {children}
    </g>
  );
}
