// Everything that happened to a card, earlier turns included, as a table.
import type { CardDetail, CardEventShown } from '../../../schemas/card-answers.ts';
import { Mark } from '../components/mark.tsx';
import { instantText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { wordFor } from '../words.ts';
import { nameOfDoer } from './card-sentence.ts';
import { markOfKind } from './state-mark.ts';

interface RowProps {
  readonly event: CardEventShown;
  readonly number: number;
  /** The card went through more than one turn. */
  readonly hasTurns: boolean;
}

function Row({ event, number, hasTurns }: RowProps) {
  const { words } = usePage();
  const { history, happened } = words.card;
  const who = event.channel ?? (event.by === null ? history.program : nameOfDoer(event.by, words));
  const said = event.words === '' ? <span class="absent">—</span> : event.words;
  const when = <time dateTime={event.at}>{instantText(event.at)}</time>;
  return (
    <tr>
      <td class="number absent">{number}</td>
      <th scope="row">
        <span class="state">
          <Mark name={markOfKind(event.kind)} />
          {wordFor(happened, event.kind)}
        </span>
        {hasTurns && <span class="under">{history.turn(event.turn)}</span>}
        <div class="only-narrow">
          {when}
          <span class="under">{who}</span>
          {event.words !== '' && <p class="cards-words">{event.words}</p>}
        </div>
      </th>
      <td class="wide">{when}</td>
      <td class="wide">{who}</td>
      <td class="wide cards-words">{said}</td>
    </tr>
  );
}

export function CardHistory({ card }: { readonly card: CardDetail }) {
  const { words } = usePage();
  const { history } = words.card;
  const hasTurns = card.events.some(({ turn }) => turn > 1);
  return (
    <section class="panel" aria-labelledby="history-heading">
      <div class="panel-head">
        <h2 id="history-heading">{history.heading}</h2>
      </div>
      <table class="events cards-history">
        <caption class="hidden">{history.caption}</caption>
        <thead>
          <tr>
            <th scope="col" class="number">
              #
            </th>
            <th scope="col">{history.what}</th>
            {[history.when, history.who, history.words].map((text) => (
              <th key={text} scope="col" class="wide">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {card.events.map((event, index) => (
            <Row
              key={`${event.kind}${event.at}${index}`}
              event={event}
              number={index + 1}
              hasTurns={hasTurns}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}
