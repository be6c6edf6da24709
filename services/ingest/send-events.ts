// The gateway's way in: checks events at once and writes them to Kafka, where the ingestion reads them from.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Receipt, Receipts } from '../../schemas/receipt.ts';
import type { EventBus, OutgoingMessage } from '../platform/event-bus.ts';
import type { Database } from '../store/database.ts';
import { writeRejections } from '../store/rejected-events.ts';
import { type CheckedItem, checkItem, rejectionOf } from './sort-batch.ts';
import type { TakeIn } from './telling.ts';
import { topicOf } from './topics.ts';

export interface SendOptions {
  readonly bus: Pick<EventBus, 'send'>;
  readonly db: Database;
  readonly now: () => number;
  readonly appVersion: string;
}

const CONTENT_TYPE = { 'content-type': Buffer.from('application/cloudevents+json') };

/** Returns a taker of batches whose answer is `queued` for what Kafka has made durable; what is refused is kept in the store. */
export function createSender(options: SendOptions): TakeIn {
  return async (batch) => {
    const receivedAt = options.now();
    const checked = batch.map((item) => checkItem(item, receivedAt, receivedAt));
    const rejections = checked.flatMap((one, i) =>
      one.event === null ? [rejectionOf(batch[i]!, one.id, one.problems)] : [],
    );
    const messages = checked.flatMap(({ event }, i) => (event ? [messageOf(event, batch[i]!.event)] : []));
    const { db, appVersion } = options;
    if (rejections.length > 0) await writeRejections(db, rejections, { receivedAt, appVersion });
    await send(options.bus, messages);
    return answer(checked.map(receiptOf));
  };
}

/** None of the events is known to be in Kafka; some may be, and will be repeats when they are sent again. */
class SendFailed extends Error {
  override readonly name = 'SendFailed';
}

async function send(bus: SendOptions['bus'], messages: readonly OutgoingMessage[]): Promise<void> {
  if (messages.length === 0) return;
  try {
    await bus.send(messages);
  } catch (cause) {
    throw new SendFailed(`Kafka did not take the events: ${(cause as Error).message}`, { cause });
  }
}

const messageOf = (event: AcceptedEvent, told: unknown): OutgoingMessage => ({
  topic: topicOf(event.system),
  key: event.caseId,
  value: JSON.stringify(told),
  headers: CONTENT_TYPE,
});

const receiptOf = (checked: CheckedItem): Receipt =>
  checked.event
    ? { id: checked.event.id, status: 'queued', problems: [] }
    : { id: checked.id, status: 'rejected', problems: checked.problems };

function answer(receipts: Receipt[]): Receipts {
  const rejected = receipts.filter(({ status }) => status === 'rejected').length;
  return { accepted: 0, duplicate: 0, rejected, queued: receipts.length - rejected, receipts };
}
