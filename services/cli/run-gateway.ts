// `shixian gateway`: the HTTP door of a store on a server. Events go to Kafka, or without Kafka into the store
// through this process alone; questions go to the store.
import { join } from 'node:path';
import { packageRoot } from '../platform/package-root.ts';
import { openSampled } from './open-house.ts';
import { openKafka, readKafka, throughKafka } from './open-kafka.ts';
import { openServerHouse, readServer } from './open-server-house.ts';
import type { IngestCommand } from './run-ingest.ts';
import { closeInTime, listen, makeLogger, say, stopOnSignal, untilAborted } from './serve.ts';
import { watchRules } from './watch-rules.ts';

export async function runGateway(options: IngestCommand): Promise<void> {
  const stop = stopOnSignal();
  const logger = makeLogger(options.log);
  const server = await readServer(options);
  const settings = await readKafka(options);
  const kafka = settings === null ? null : await openKafka(settings, options, logger);
  try {
    const house = await openSampled(
      {
        now: Date.now,
        webDir: join(packageRoot(), 'dist/web'),
        logger,
        prepared: true,
        ...(kafka ? throughKafka(kafka) : { shared: true }),
      },
      (sampled) => openServerHouse(server, sampled),
    );
    const rules = watchRules(house.shixian);
    try {
      await kafka?.makeTopics();
      const address = await listen(house.app, options);
      say(`Shixian 时限 is at ${address}; events go ${kafka ? 'to Kafka' : 'into the store'}`);
      await untilAborted(stop, rules.changed);
      if (rules.changed.aborted) process.stderr.write(`shixian: ${rules.changed.reason}\n`);
    } finally {
      rules.stop();
      await closeInTime(house.app, house.close);
    }
  } finally {
    await kafka?.close();
  }
  process.exit(stop.aborted ? 0 : 1);
}
