import type { Axis } from '../trials/axes.js';
import { Menu } from '../ui/menu.js';

interface AxisOrderProps {
  readonly axes: readonly Axis[];
  readonly shown: readonly string[];
  readonly onChange: (shown: readonly string[]) => void;
}

/** Names of the axes in order: dragged, or moved with the arrow keys; the menu takes axes in and out. */
export function AxisOrder({ axes, shown, onChange }: AxisOrderProps) {
  const titleOf = (key: string) => axes.find((axis) => axis.key === key)?.title ?? key;
  const move = (key: string, to: number) => {
    const others = shown.filter((other) => other !== key);
    const at = Math.max(0, Math.min(others.length, to));
    onChange([...others.slice(0, at), key, ...others.slice(at)]);
  };
  return (
    <div className="axis-order">
      <ol aria-label="Axes from left to right">
        {shown.map((key, index) => (
          <li
            key={key}
            draggable
            onDragStart={(event) => event.dataTransfer.setData('text/plain', key)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              move(event.dataTransfer.getData('text/plain'), index);
            }}
          >
            <button
              type="button"
              title="Drag, or use the arrow keys, to move this axis"
              onKeyDown={(event) => {
                if (event.key === 'ArrowLeft') move(key, index - 1);
                else if (event.key === 'ArrowRight') move(key, index + 1);
              }}
            >
              {titleOf(key)}
            </button>
          </li>
        ))}
      </ol>
      <Menu title="Axes">
        {axes.map(({ key, title }) => (
          <label key={key} className="menu-check">
            <input
              type="checkbox"
              checked={shown.includes(key)}
              onChange={() => onChange(shown.includes(key) ? shown.filter((other) => other !== key) : [...shown, key])}
            />{' '}
            {title}
          </label>
        ))}
      </Menu>
    </div>
  );
}
