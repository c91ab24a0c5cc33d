export interface SortOrder<Key extends string> {
  readonly key: Key;
  readonly descending: boolean;
}

interface SortHeadingProps<Key extends string> {
  readonly name: Key;
  readonly title: string;
  readonly className?: string;
  readonly order: SortOrder<Key>;
  /** Which way a first click sorts: best first. */
  readonly descendingFirst?: boolean;
  readonly onOrder: (order: SortOrder<Key>) => void;
}

/** A column's heading that sorts by it, the other way round at the second click. */
export function SortHeading<Key extends string>({
  name,
  title,
  className,
  order,
  descendingFirst = false,
  onOrder,
}: SortHeadingProps<Key>) {
  const isSorted = order.key === name;
  return (
    <th scope="col" className={className} aria-sort={isSorted ? (order.descending ? 'descending' : 'ascending') : undefined}>
      <button type="button" onClick={() => onOrder({ key: name, descending: isSorted ? !order.descending : descendingFirst })}>
        {title}
        {isSorted && (
          <svg className="sort-arrow" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
            <path d={order.descending ? 'M0,1L4,7L8,1Z' : 'M0,7L4,1L8,7Z'} />
          </svg>
        )}
      </button>
    </th>
  );
}
