// What became of cards, as a table; none where no cards are kept.
import type { CardFigures } from '../../../schemas/digest.ts';
import { type Language, rungWord } from '../compose-words.ts';
import { count, type DigestTable, text } from './digest-tables.ts';
import { digestWords } from './digest-words.ts';

export function cardTables(cards: CardFigures | null, language: Language): DigestTable[] {
  if (cards === null) return [];
  const w = digestWords[language];
  const { raisedByRung } = cards;
  const raised = (['warning', 'yellow', 'red', 'escalation'] as const).map((rung): [string, number] => [
    `${w.card.raised} · ${rungWord(rung, language)}`,
    raisedByRung[rung],
  ]);
  const rows: [string, number][] = [
    [w.card.raised, cards.raised],
    ...raised,
    [w.card.withdrawn, cards.withdrawn],
    [w.card.replied, cards.replied],
    [w.card.repliesMissing, cards.repliesMissing],
  ];
  return [
    {
      title: w.cards,
      note: null,
      columns: [text(w.head.indicator), count(w.head.value)],
      rows: rows.map((cells) => ({ cells })),
      most: rows.length,
      empty: w.none,
    },
  ];
}
