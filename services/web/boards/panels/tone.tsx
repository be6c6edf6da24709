// A value's colour said once more by a mark and, for screen readers, by a word.
import { Mark, type MarkName } from '../../components/mark.tsx';
import type { Language } from '../../format.ts';
import { type Severity, severityOf } from '../colors.ts';
import { panelWords } from '../panel-words.ts';

const marks: Readonly<Record<Severity, MarkName>> = { bad: 'overdue', warn: 'risk', good: 'met' };

interface Props {
  readonly color: string | null;
  readonly language: Language;
  /** Among many values only those that are not well are marked. */
  readonly isAmongMany?: boolean;
}

export function ToneMark({ color, language, isAmongMany = false }: Props) {
  const severity = severityOf(color);
  if (severity === null) return null;
  const isMarked = severity !== 'good' || !isAmongMany;
  return (
    <span class={isMarked ? 'tone-mark' : 'hidden'}>
      {isMarked && <Mark name={marks[severity]} />}
      <span class="hidden">{`(${panelWords(language).severity[severity]}) `}</span>
    </span>
  );
}
