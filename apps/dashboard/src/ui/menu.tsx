import { type ReactNode, useEffect, useRef } from 'react';

interface MenuProps {
  readonly title: string;
  readonly label?: string;
  readonly children: ReactNode;
}

/** A button that opens a few choices. It closes on Escape, on a choice, and when the focus or the pointer goes elsewhere. */
export function Menu({ title, label, children }: MenuProps) {
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const menu = element.current;
      if (menu?.open === true && !(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('focusin', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('focusin', close);
    };
  }, []);
  return (
    <details
      className="menu"
      ref={element}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || element.current === null) return;
        element.current.open = false;
        element.current.querySelector('summary')?.focus();
      }}
    >
      <summary aria-label={label}>{title}</summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons inside take the keyboard; this only closes the menu after them */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div
        className="menu-items"
        onClick={(event) => {
          if (event.target instanceof HTMLButtonElement) element.current?.removeAttribute('open');
        }}
      >
        {children}
      </div>
    </details>
  );
}
