#!/usr/bin/env node
// The command line: names commands and their options; each command is a file in services/cli.
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { cardStates, rungs } from '../schemas/card.ts';
import { methods } from '../schemas/target.ts';
import { explainFault } from './cli/explain-fault.ts';
import { previewForms } from './cli/preview-forms.ts';
import { printable } from './cli/printable.ts';
import { programVersion } from './platform/program-version.ts';

const defaultData = process.env['SHIXIAN_DATA'] ?? join(process.cwd(), 'data');

const program = new Command('shixian')
  .description('时限 — watches how long public services really take against the limits documents promise')
  .version(programVersion())
  .showHelpAfterError();

const dataOption = () =>
  new Option('--data <dir>', 'data folder, or address of a running program').default(
    defaultData,
    './data, or $SHIXIAN_DATA',
  );
const formatOption = (...choices: string[]) =>
  new Option('--format <format>', 'form of the answer').choices(choices).default(choices[0]);

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('expected 0 to 65535');
  return value;
}

const logOption = (level: string) =>
  new Option('--log <level>', 'log level on stderr')
    .choices(['debug', 'info', 'warn', 'error', 'silent'])
    .default(level);

const partitions = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000)
    throw new InvalidArgumentError('expected 1 to 1000');
  return value;
};

/** How events are read from Kafka; secrets come from the environment alone. */
const withKafka = (command: Command): Command =>
  command
    .option('--kafka <brokers>', 'host:port,host:port of Apache Kafka; default $SHIXIAN_KAFKA_BROKERS')
    .option('--systems <systems>', 'comma-separated, whose topics are read; default all')
    .option('--group <name>', 'consumer group; default one of the store')
    .option('--partitions <n>', 'of topics that are missing and therefore made; default 6', partitions)
    .option('--no-brake', 'do not stand a partition still when too much of it is refused');

const clickhouseOption = () =>
  new Option('--clickhouse <url>', 'HTTP interface of a ClickHouse server; default $SHIXIAN_CLICKHOUSE_URL');

const withChannels = (command: Command): Command =>
  command
    .option('--channels <file>', 'whom cards are told, YAML; default $SHIXIAN_CHANNELS, else nobody')
    .option(
      '--public-url <url>',
      'where people reach the page, for links in messages; default $SHIXIAN_PUBLIC_URL',
    );

/** How cards are raised and told. */
const withAlerts = (command: Command): Command =>
  withChannels(command).option(
    '--cards-since <instant>',
    'rungs reached before raise no card; heard when cards are raised for the first time; default then',
  );

withAlerts(withKafka(program.command('start', { isDefault: false })))
  .description('take events in, answer questions and serve the page, all in this process')
  .option('--port <port>', 'port to listen on; 0 picks a free one', port, 8080)
  .option('--host <host>', 'address to listen on', '127.0.0.1')
  .addOption(dataOption())
  .option('--no-sample', 'load neither the sample permit log nor simulated cases')
  .option('--no-simulation', 'do not load simulated cases beside the sample')
  .option(
    '--clickhouse-port <port>',
    "ClickHouse's HTTP interface over the store, read-only, such as for Grafana; password in $SHIXIAN_CLICKHOUSE_ENDPOINT_PASSWORD",
    port,
  )
  .option('--clickhouse-host <host>', 'address it listens on', '127.0.0.1')
  .option('--clickhouse-user <name>', 'user it lets in', 'grafana')
  .addOption(logOption('warn'))
  .action(async (options) => (await import('./cli/run-start.ts')).runStart(options));

withKafka(program.command('ingest'))
  .description('read Kafka into a ClickHouse server; any number of these share the partitions')
  .option('--port <port>', 'of health and metrics; 0 picks a free one', port, 8080)
  .option('--host <host>', 'address to listen on', '127.0.0.1')
  .addOption(clickhouseOption())
  .addOption(logOption('info'))
  .action(async (options) => (await import('./cli/run-ingest.ts')).runIngest(options));

withKafka(program.command('gateway'))
  .description('page and API over a ClickHouse server; events that come by HTTP go to Kafka')
  .option('--port <port>', 'port to listen on; 0 picks a free one', port, 8080)
  .option('--host <host>', 'address to listen on', '127.0.0.1')
  .addOption(clickhouseOption())
  .addOption(logOption('warn'))
  .action(async (options) => (await import('./cli/run-gateway.ts')).runGateway(options));

withAlerts(program.command('alert'))
  .description(
    'raise cards over a ClickHouse server and tell people; of several of these one does, others stand by',
  )
  .option('--port <port>', 'of health and metrics; 0 picks a free one', port, 8080)
  .option('--host <host>', 'address to listen on', '127.0.0.1')
  .addOption(clickhouseOption())
  .option(
    '--kafka <brokers>',
    'host:port,host:port, for channels of kind kafka; default $SHIXIAN_KAFKA_BROKERS',
  )
  .addOption(logOption('info'))
  .action(async (options) => (await import('./cli/run-alert.ts')).runAlert(options));

program
  .command('migrate')
  .description('prepare a ClickHouse server for this program: tables, views, calendars, targets')
  .addOption(clickhouseOption())
  .addOption(logOption('warn'))
  .action(async (options) => (await import('./cli/run-migrate.ts')).runMigrate(options));

program
  .command('import')
  .description('import an event log: CSV, XES, XES.gz through a mapping, or NDJSON CloudEvents')
  .argument('[file]', 'the file')
  .option('--mapping <yaml>', 'how rows become events; needed for CSV and XES')
  .option('--sample', 'the sample permit log')
  .addOption(dataOption())
  .action(async (file, options) => (await import('./cli/run-import.ts')).runImport(file, options));

program
  .command('indicators')
  .description('the numbers of one system')
  .option('--system <system>', 'system', 'permit')
  .option('--within <jurisdiction>', 'a jurisdiction and everything in it, such as cn/hubei')
  .option('--as-of <instant>', 'what had happened by then; default now')
  .option('--known-at <instant>', 'what had been told by then; default everything')
  .option('--group-by <attributes>', 'comma-separated, such as department,channel')
  .option('--from <instant>', 'period start, included')
  .option('--to <instant>', 'period end, excluded')
  .addOption(new Option('--period-by <what>', 'what must lie in the period').choices(['begun', 'ended']))
  .addOption(formatOption('table', 'json', 'csv'))
  .addOption(dataOption())
  .action(async (options) => (await import('./cli/run-indicators.ts')).runIndicators(options));

program
  .command('explain')
  .description('one case down to the event and the clause')
  .argument('<case>', 'case id')
  .option('--system <system>', 'needed only when two systems share a case id')
  .option('--as-of <instant>', 'what had happened by then; default now')
  .option('--known-at <instant>', 'what had been told by then; default everything')
  .addOption(formatOption('text', 'json'))
  .addOption(dataOption())
  .action(async (caseId, options) => (await import('./cli/run-explain.ts')).runExplain(caseId, options));

const digest = program
  .command('digest')
  .description('日清日报 and 月度通报, for mail, print and spreadsheets');
const withDigestOptions = (command: Command): Command =>
  command
    .addOption(formatOption('html', 'xlsx', 'json'))
    .addOption(new Option('--lang <language>', 'language').choices(['zh', 'en']).default('zh'))
    .option('--output <file>', 'where it goes; default standard output')
    .option('--url <address>', 'address of the page, to which cases are linked')
    .addOption(dataOption());

withDigestOptions(digest.command('daily'))
  .description('日清日报: a day and how things stood at its end')
  .option('--date <day>', 'such as 2026-10-29; default the last that is over')
  .action(async (options) => (await import('./cli/run-digest.ts')).runDigestDaily(options));

withDigestOptions(digest.command('monthly'))
  .description('月度通报: a month against the one before, rankings, targets kept or not')
  .option('--month <month>', 'such as 2026-10; default the last that is over')
  .action(async (options) => (await import('./cli/run-digest.ts')).runDigestMonthly(options));

const collect = (value: string, before: string[]): string[] => [...before, value];

program
  .command('clock')
  .description('calculate elapsed time and deadline')
  .option('--stdin', 'one JSON object a line in, one a line out')
  .addOption(new Option('--method <method>', 'counting method').choices([...methods]))
  .option('--start <instant>', 'start, included')
  .option('--end <instant>', 'end, included')
  .option('--pause <from/to>', 'a pause, its end not included; FROM/ when not over; repeatable', collect, [])
  .option('--limit <n>', 'limit in the unit of the method')
  .option('--calendar <id>', 'calendar', 'cn')
  .option('--office-hours <hours>', 'such as 09:00-12:00,13:30-17:30, or a JSON list of seasons')
  .addOption(
    new Option('--day-ends <when>', 'when a day ends').choices(['midnight', 'close']).default('midnight'),
  )
  .addOption(formatOption('text', 'json'))
  .action(async (options) => (await import('./cli/run-clock.ts')).runClock(options));

const targets = program.command('targets').description('the catalogue of documented targets');
targets
  .command('check')
  .description('check every target and calendar file and the ladders; mistakes are named by file and line')
  .argument('[schemas]', 'folder with targets/, calendars/ and ladders.yaml', undefined)
  .action(async (schemas) => (await import('./cli/run-targets-check.ts')).runTargetsCheck(schemas));

targets
  .command('coverage')
  .description('how much of what the documents promise is measured, and why the rest is not')
  .addOption(formatOption('table', 'json'))
  .action(async (options) => (await import('./cli/run-targets-coverage.ts')).runTargetsCoverage(options));

program
  .command('simulate')
  .description(
    'seeded, made-up cases of all systems: as NDJSON, posted to a running program, or written to Kafka',
  )
  .option('--seed <n>', 'the same seed gives the same bytes', Number, 1)
  .option('--cases <n>', 'how many cases', Number, 1000)
  .option('--systems <systems>', 'comma-separated: permit,power,water,gas; default all')
  .option('--from <date>', 'first day on which cases begin', '2025-01-02')
  .option('--until <date>', 'last day, included; nothing is told after it', '2026-10-30')
  .addOption(
    new Option('--faults <faults>', 'late, repeated, overtaken and broken deliveries')
      .choices(['some', 'none'])
      .default('some'),
  )
  .option('--rate <n>', 'events a second; 0 as fast as they are taken', Number, 0)
  .addOption(
    new Option('--to <destination>', 'where events go')
      .choices(['ndjson', 'http', 'kafka'])
      .default('ndjson'),
  )
  .option('--url <url>', 'of the program, for --to http', 'http://127.0.0.1:8080')
  .option('--kafka <brokers>', 'host:port,host:port, for --to kafka; default $SHIXIAN_KAFKA_BROKERS')
  .action(async (options) => (await import('./cli/run-simulate.ts')).runSimulate(options));

const calendars = program.command('calendars').description('the calendars days are counted by');
calendars
  .command('compare')
  .description('what a folder of new calendars would change: days, verdicts and deadlines; nothing is stored')
  .argument('<folder>', 'folder in the form of schemas/calendars')
  .addOption(formatOption('table', 'json'))
  .addOption(dataOption())
  .action(async (folder, options) =>
    (await import('./cli/run-calendars-compare.ts')).runCalendarsCompare(folder, options),
  );

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1');
  return value;
};

const alerts = program.command('alerts').description('cards 亮牌 and the channels they are told over');
withChannels(alerts.command('test'))
  .description('send one message, marked as a test, through a channel, and print what the receiver said')
  .requiredOption('--channel <name>', 'a channel of the channels file')
  .option(
    '--kafka <brokers>',
    'host:port,host:port, for a channel of kind kafka; default $SHIXIAN_KAFKA_BROKERS',
  )
  .action(async (options) => (await import('./cli/run-alerts-test.ts')).runAlertsTest(options));

withChannels(alerts.command('preview'))
  .description('the rungs of a case, reached and to come, and what each next one would tell; sends nothing')
  .requiredOption('--case <id>', 'case id')
  .option('--system <system>', 'needed only when two systems share a case id')
  .addOption(new Option('--lang <language>', 'language').choices(['zh', 'en']).default('zh'))
  .addOption(
    new Option('--as <form>', 'a mail as text or HTML, or the body sent to a channel')
      .choices([...previewForms])
      .default('text'),
  )
  .addOption(dataOption())
  .action(async (options) => (await import('./cli/run-alerts-preview.ts')).runAlertsPreview(options));

alerts
  .command('list')
  .description('cards, the latest raised first')
  .addOption(
    new Option('--state <state>', 'where they stand; open: without an end yet')
      .choices(['open', 'all', ...Object.keys(cardStates)])
      .default('open'),
  )
  .option('--system <system>', 'system')
  .option('--within <jurisdiction>', 'a jurisdiction and everything in it, such as cn/hubei')
  .option('--department <name>', 'unit in charge 承办单位, word for word')
  .addOption(new Option('--rung <rung>', 'rung').choices(Object.keys(rungs)))
  .option('--case <id>', 'case id')
  .option('--limit <n>', 'how many at most; default 50', whole)
  .addOption(formatOption('table', 'json'))
  .addOption(dataOption())
  .action(async (options) => (await import('./cli/run-alerts-list.ts')).runAlertsList(options));

const rejected = program.command('rejected').description('events that were refused, kept byte for byte');
const withRejectedFilter = (command: Command): Command =>
  command
    .option('--code <code>', 'of the first problem, such as bad-data')
    .addOption(
      new Option('--stage <stage>', 'where refused').choices(['decode', 'schema', 'semantic', 'insert']),
    )
    .option('--origin <origin>', 'how its origin begins: http, or a file name')
    .option('--topic <topic>', 'Kafka topic')
    .option('--from <instant>', 'received from then on')
    .option('--to <instant>', 'received before then')
    .option('--search <text>', 'part of the event id');

withRejectedFilter(rejected.command('list'))
  .description('which events were refused and why, the latest first')
  .addOption(
    new Option('--status <status>', 'what became of them')
      .choices(['open', 'replayed', 'discarded', 'all'])
      .default('open'),
  )
  .option('--limit <n>', 'how many at most; default 50, with csv all', whole)
  .addOption(formatOption('table', 'json', 'csv'))
  .addOption(dataOption())
  .action(async (options) => (await import('./cli/run-rejected.ts')).runRejectedList(options));

rejected
  .command('show')
  .description('one of them whole')
  .argument('<id>', 'id of the rejection')
  .option('--raw', 'write what was told to standard output, byte for byte')
  .addOption(formatOption('text', 'json'))
  .addOption(dataOption())
  .action(async (id, options) => (await import('./cli/run-rejected.ts')).runRejectedShow(id, options));

const settling = (command: Command): Command =>
  withRejectedFilter(command.argument('[ids...]', 'ids of rejections; else a filter, or --all'))
    .option('--all', 'every open one')
    .option('--by <name>', 'who asks for it; default the user of the operating system')
    .option('--dry-run', 'say what would come of it and change nothing')
    .addOption(formatOption('text', 'json'))
    .addOption(dataOption());

settling(rejected.command('replay'))
  .description('hand them in again, in the order they were received')
  .option('--note <text>', 'what was mended')
  .action(async (ids, options) => (await import('./cli/settle-rejected.ts')).runRejectedReplay(ids, options));

settling(rejected.command('discard'))
  .description('put them aside; they stay kept')
  .option('--note <text>', 'why they are of no use; needed')
  .action(async (ids, options) =>
    (await import('./cli/settle-rejected.ts')).runRejectedDiscard(ids, options),
  );

function refuse(error: unknown): void {
  for (const { code, message } of explainFault(error))
    process.stderr.write(`shixian: ${code}: ${printable(message)}\n`);
  process.exitCode = 1;
}

process.on('uncaughtException', (error) => {
  refuse(error);
  process.exit();
});
// A reader such as head may leave before all is said.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
await program.parseAsync().catch(refuse);
