// The course of a card: raised, acknowledged, replied to, ended; what is done with who did it, what is not yet left open.
import type { CardDetail } from '../../../schemas/card-answers.ts';
import { Mark, type MarkName } from '../components/mark.tsx';
import { instantText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { type Words, wordFor } from '../words.ts';
import { openStates } from './card-filters.ts';
import { nameOfDoer } from './card-sentence.ts';
import { markOfState } from './state-mark.ts';

interface Stop {
  readonly name: string;
  readonly mark: MarkName;
  readonly at: string | null;
  readonly by: string | null;
  readonly said: readonly string[];
}

function endOf(card: CardDetail, words: Words): Stop {
  const { end, withdrawal } = card;
  if (withdrawal !== null) {
    const { eventType, eventId, detail } = withdrawal;
    const event = eventType === null ? null : words.card.event(eventType, eventId ?? '—');
    const said = [detail, event].filter((text): text is string => Boolean(text));
    return {
      name: wordFor(words.card.happened, 'withdrawn'),
      mark: markOfState.withdrawn,
      at: withdrawal.at,
      by: null,
      said,
    };
  }
  const state = card.state === 'upheld' ? 'upheld' : 'closed';
  return {
    name: wordFor(words.card.happened, state),
    mark: markOfState[state],
    at: end?.at ?? null,
    by: end?.by ?? null,
    said: end?.note ? [end.note] : [],
  };
}

export function stopsOf(card: CardDetail, words: Words): Stop[] {
  const { acknowledgement, reply } = card;
  const { happened, expected } = words.card;
  const all: Stop[] = [
    { name: wordFor(happened, 'raised'), mark: markOfState.raised, at: card.raisedAt, by: null, said: [] },
    {
      name: wordFor(happened, 'acknowledged'),
      mark: markOfState.acknowledged,
      at: acknowledgement?.at ?? null,
      by: acknowledgement?.by ?? null,
      said: acknowledgement?.note ? [acknowledgement.note] : [],
    },
    {
      name: card.replyLate ? words.card.reply.givenLate : wordFor(happened, 'replied'),
      mark: markOfState.replied,
      at: reply?.at ?? null,
      by: reply?.by ?? null,
      said: reply ? [reply.reason, ...(reply.expectedFinish ? [expected(reply.expectedFinish)] : [])] : [],
    },
    endOf(card, words),
  ];
  // What was left out before an end never comes.
  return openStates.includes(card.state) ? all : all.filter(({ at }) => at !== null);
}

export function CardCourse({ card }: { readonly card: CardDetail }) {
  const { words } = usePage();
  return (
    <section class="panel" aria-labelledby="course-heading">
      <div class="panel-head">
        <h2 id="course-heading">{words.card.course}</h2>
      </div>
      <ol class="course">
        {stopsOf(card, words).map(({ name, mark, at, by, said }) => (
          <li key={name} class={at === null ? 'course-stop course-open' : 'course-stop'}>
            <p class="course-name">
              <Mark name={at === null ? 'none' : mark} />
              {name}
            </p>
            {at === null ? (
              <p class="under">{words.card.waiting}</p>
            ) : (
              <p class="under">
                <time dateTime={at}>{instantText(at)}</time>
                {by !== null && ` · ${nameOfDoer(by, words)}`}
              </p>
            )}
            {said.map((text) => (
              <p key={text} class="course-said">
                {text}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}
