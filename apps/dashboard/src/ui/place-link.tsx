import type { MouseEvent, ReactNode } from 'react';
import type { Place } from '../place/location.js';
import { addressOf, goTo, useSearch } from '../place/use-place.js';

interface PlaceLinkProps {
  readonly to: Place;
  readonly current?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A link to a view that needs no reload; opened in a new tab it shows the same. */
export function PlaceLink({ to, current = false, className, children }: PlaceLinkProps) {
  useSearch();
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a href={addressOf(to) || '?'} aria-current={current ? 'page' : undefined} className={className} onClick={follow}>
      {children}
    </a>
  );
}
