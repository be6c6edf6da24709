// Kafka's own command line tools, run from its jars: what programs in Java write and read.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

async function runTool(tools: string, main: string, args: readonly string[], input: string): Promise<string> {
  const quiet = '-Dorg.apache.logging.log4j.level=OFF';
  const child = spawn('java', ['-Xmx256m', '-XX:TieredStopAtLevel=1', quiet, '-cp', tools, main, ...args]);
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  if (code !== 0) throw new Error(`${main} ended with ${code}: ${stderr}`);
  return stdout;
}

/** Each line of the input is one record, its key before the tab. */
export const produceWithJava = (
  tools: string,
  {
    broker,
    topic,
    compression,
    lines,
  }: { broker: string; topic: string; compression: string; lines: readonly string[] },
): Promise<string> =>
  runTool(
    tools,
    'org.apache.kafka.tools.ConsoleProducer',
    [
      ...['--bootstrap-server', broker, '--topic', topic, '--compression-codec', compression],
      ...['--property', 'parse.key=true', '--batch-size', '1000'],
    ],
    `${lines.join('\n')}\n`,
  );

/** Values of the topic, a line each; fails when not so many come. */
export const consumeWithJava = async (
  tools: string,
  { broker, topic, count }: { broker: string; topic: string; count: number },
): Promise<string[]> => {
  const args = ['--bootstrap-server', broker, '--topic', topic, '--from-beginning'];
  const limits = ['--max-messages', String(count), '--timeout-ms', '30000'];
  const read = await runTool(
    tools,
    'org.apache.kafka.tools.consumer.ConsoleConsumer',
    [...args, ...limits],
    '',
  );
  return read.split('\n').filter((line) => line !== '');
};
