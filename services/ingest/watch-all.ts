// Tells several watches the same; one that fails harms neither the others nor the ingestion.
import type { IngestWatch } from './ingest-watch.ts';

export function watchAll(...watches: readonly IngestWatch[]): IngestWatch {
  const tell = (told: (watch: IngestWatch) => void) => {
    for (const watch of watches) {
      try {
        told(watch);
      } catch (error) {
        // What became durable stays so, whoever could not note it.
        process.emitWarning(error as Error);
      }
    }
  };
  return {
    assigned: (partitions) => tell((watch) => watch.assigned(partitions)),
    fetched: (topic, partition, nextOffset, highWatermark) =>
      tell((watch) => watch.fetched(topic, partition, nextOffset, highWatermark)),
    done: (range) => tell((watch) => watch.done(range)),
    failed: (range) => tell((watch) => watch.failed(range)),
    braked: (brake) => tell((watch) => watch.braked(brake)),
    missing: (topic, partition, from, to) => tell((watch) => watch.missing(topic, partition, from, to)),
  };
}
