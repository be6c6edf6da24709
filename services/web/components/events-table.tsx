// What happened to the case, in order, with what each event told.
import type { EventView } from '../../../schemas/clock.ts';
import { instantText } from '../format.ts';
import { usePage } from '../page-context.ts';

function written(value: unknown): string {
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return value.join(' · ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Data by name; what is nested one deep, such as attributes, stands under its own names. */
function flat(data: EventView['data']): [string, unknown][] {
  return Object.entries(data).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : [[name, value]],
  );
}

function EventData({ data }: { readonly data: EventView['data'] }) {
  const entries = flat(data);
  if (entries.length === 0) return <span class="absent">—</span>;
  return (
    <dl class="event-data">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{written(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Row({ event, number }: { readonly event: EventView; readonly number: number }) {
  const { words, language } = usePage();
  return (
    <tr class={event.replacedBy === null ? undefined : 'replaced'}>
      <td class="number absent">{number}</td>
      <th scope="row">
        {event[language]}
        <span class="under">
          <code>{event.type}</code>
        </span>
        <div class="only-narrow">
          <time dateTime={event.occurredAt}>{instantText(event.occurredAt)}</time>
          {event.recordedAt !== null && (
            <span class="under">
              {words.events.recorded} {instantText(event.recordedAt)}
            </span>
          )}
          <EventData data={event.data} />
        </div>
        {event.replacedBy !== null && (
          <span class="under">
            {words.events.replaced} <code>{event.replacedBy}</code>
          </span>
        )}
      </th>
      <td class="wide">
        <time dateTime={event.occurredAt}>{instantText(event.occurredAt)}</time>
      </td>
      <td class="wide">
        {event.recordedAt === null ? (
          <span class="absent" title={`${words.events.received} ${instantText(event.receivedAt)}`}>
            —
          </span>
        ) : (
          <time dateTime={event.recordedAt}>{instantText(event.recordedAt)}</time>
        )}
      </td>
      <td class="wide">
        <EventData data={event.data} />
      </td>
    </tr>
  );
}

export function EventsTable({ events }: { readonly events: readonly EventView[] }) {
  const { words } = usePage();
  return (
    <section class="panel" aria-labelledby="events-heading">
      <div class="panel-head">
        <h2 id="events-heading">{words.events.heading}</h2>
      </div>
      {events.length === 0 ? (
        <p class="nothing">{words.events.none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
        <section class="scroll" aria-labelledby="events-heading" tabIndex={0}>
          <table class="events">
            <caption class="hidden">{words.events.caption}</caption>
            <thead>
              <tr>
                <th scope="col" class="number">
                  #
                </th>
                <th scope="col">{words.events.what}</th>
                <th scope="col" class="wide">
                  {words.events.when}
                </th>
                <th scope="col" class="wide">
                  {words.events.recorded}
                </th>
                <th scope="col" class="wide">
                  {words.events.data}
                </th>
              </tr>
            </thead>
            <tbody>
              {events.map((event, index) => (
                <Row key={event.source + event.id} event={event} number={index + 1} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}
