/** `#010203` for `rgb(1, 2, 3)`, as browsers tell colours and scales give them; anything else stays what it is. */
export function hexOf(colour: string): string {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour);
  if (parts === null) return colour;
  const digits = parts.slice(1).map((part) => Number(part).toString(16).padStart(2, '0'));
  return `#${digits.join('')}`;
}
