import { checkText, checkTextOrEmpty } from './checks.js';
import type { Annotation, AnnotationChange } from './records/annotation.js';

/** What an annotation becomes, checked. */
export function annotationAfter(
  before: Annotation | undefined,
  trial: number | null,
  { note = before?.note ?? '', tags = before?.tags ?? [] }: AnnotationChange,
  now: number,
): Annotation {
  checkTextOrEmpty('note', note);
  for (const tag of tags) checkText('tag', tag);
  return { trial, note, tags: [...new Set(tags)].sort(), updatedAt: now };
}
