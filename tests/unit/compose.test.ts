// docker-compose.yml and the files it mounts agree with each other and with the program.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readAlerts } from '../../services/cli/read-alerts.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { readClickhouseSettings } from '../../services/platform/read-clickhouse-settings.ts';
import { readKafkaSettings } from '../../services/platform/read-kafka-settings.ts';

const read = (path: string): string => readFileSync(join(packageRoot(), path), 'utf8');

interface Service {
  image: string;
  command?: string[];
  environment?: Record<string, string | number>;
  ports?: string[];
  volumes?: string[];
  networks: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { disable?: boolean };
  restart: string;
  stop_grace_period?: string;
  deploy?: { resources: { limits: { cpus: string; memory: string } } };
}

interface Compose {
  services: Record<string, Service>;
  networks: Record<string, unknown>;
  volumes: Record<string, unknown>;
}

const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const own = services.filter(([, { image }]) => image === 'shixian:local');

const optional = [...text.matchAll(/\$\{(\w+):-/g)].map((match) => match[1]!);
const offered = new Set([...read('.env.example').matchAll(/^(\w+)=/gm)].map((match) => match[1]!));
const asked = (source: string): string[] => [...source.matchAll(/\$\{(\w+)/g)].map((match) => match[1]!);

/** A service's variables as compose would give them with every password filled in. */
const environmentOf = ({ environment = {} }: Service): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      String(value).replace(/\$\{(\w+)[^}]*\}/g, 'secret-of-$1'),
    ]),
  );

interface Element {
  readonly path: string;
  readonly attributes: Record<string, string>;
  readonly text: string;
}

const elementsOf = (xml: string): Element[] => {
  const found: { path: string; attributes: Record<string, string>; text: string }[] = [];
  const open: number[] = [];
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    names.push(tag.name);
    open.push(found.length);
    found.push({ path: names.join('/'), attributes: tag.attributes as Record<string, string>, text: '' });
  });
  parser.on('text', (part) => {
    const at = open.at(-1);
    if (at !== undefined) found[at]!.text += part.trim();
  });
  parser.on('closetag', () => {
    names.pop();
    open.pop();
  });
  parser.write(xml).close();
  return found;
};

const users = elementsOf(read('infra/clickhouse/users.d/shixian.xml'));
const under = (path: string): Element[] =>
  users.filter((element) => element.path.startsWith(`clickhouse/${path}`));
const grantsOf = (user: string): string[] =>
  under(`users/${user}/grants/query`).map((element) => element.text);

describe('passwords', () => {
  it('and every other variable are named in .env.example, without a value; those with a default commented out', () => {
    expect([...offered].sort()).toEqual(
      [...new Set(asked(text))].filter((name) => !optional.includes(name)).sort(),
    );
    const commented = [...read('.env.example').matchAll(/^#(\w+)=/gm)].map((match) => match[1]!);
    expect(commented.sort()).toEqual([...new Set(optional)].sort());
    expect(read('.env.example')).not.toMatch(/^\w+=\S/m);
  });

  it('stop the start with a sentence where they are missing; none has a default', () => {
    const all = [...text.matchAll(/\$\{(\w+)([^}]*)\}/g)].map(([, name, rest]) => ({
      name: name!,
      rest: rest!,
    }));
    expect(all.filter(({ rest }) => !/^:[?-]/.test(rest))).toEqual([]);
    // An optional password may be empty, and nothing else.
    expect(all.filter(({ name, rest }) => /PASSWORD/.test(name) && !/^:\?|^:-$/.test(rest))).toEqual([]);
  });

  it('reach ClickHouse and Grafana under the names their files read', () => {
    const inXml = users.flatMap(({ attributes }) => attributes['from_env'] ?? []);
    expect(inXml).toHaveLength(5);
    expect(Object.keys(compose.services['clickhouse']!.environment!)).toEqual(expect.arrayContaining(inXml));
    const inGrafana = asked(read('infra/grafana/provisioning/datasources/clickhouse.yaml'));
    expect(inGrafana.length).toBeGreaterThan(0);
    expect(Object.keys(compose.services['grafana']!.environment!)).toEqual(expect.arrayContaining(inGrafana));
  });
});

describe('the services of the program', () => {
  it.each(own)('%s runs a command that exists, with options it has', (_, { command }) => {
    const line = read('services/shixian.ts');
    expect(line).toContain(`.command('${command![0]}'`);
    for (const option of command!.filter((word) => word.startsWith('--')))
      expect(line).toContain(`'${option} <`);
  });

  it.each(own)('%s is given settings that are right', async (_, service) => {
    const environment = environmentOf(service);
    const clickhouse = await readClickhouseSettings(environment);
    expect(clickhouse).toMatchObject({ ok: true, settings: { database: 'shixian' } });
    const { hostname } = new URL(environment['SHIXIAN_CLICKHOUSE_URL']!);
    expect(compose.services[hostname]?.networks.some((name) => service.networks.includes(name))).toBe(true);
    const kafka = await readKafkaSettings(environment);
    expect(kafka.ok).toBe(true);
    const broker = environment['SHIXIAN_KAFKA_BROKERS'];
    if (broker === undefined) return;
    expect(compose.services['kafka']!.environment!['KAFKA_ADVERTISED_LISTENERS']).toContain(
      `INNER://${broker},`,
    );
  });

  it('alert finds a channels file there that is right, and is reached where the gateway is', async () => {
    const { environment, volumes } = compose.services['alert']!;
    const mounted = volumes!.find((volume) => volume.endsWith(':/etc/shixian:ro'))!.split(':')[0]!;
    const path = String(environment!['SHIXIAN_CHANNELS']).replace(
      '/etc/shixian',
      join(packageRoot(), mounted),
    );
    const choice = await readAlerts({ channels: path }, { env: {}, calendars: ['cn'] });
    expect([...choice.channels.keys()]).toEqual(['everyone']);
    const [port] = compose.services['gateway']!.ports!;
    expect(environment!['SHIXIAN_PUBLIC_URL']).toContain(`:-http://${port!.replace(/:\d+$/, '')}}`);
  });

  it.each(own)('%s logs in as a user there is, with that user’s password', (_, service) => {
    const environment = environmentOf(service);
    const user = environment['SHIXIAN_CLICKHOUSE_USER'];
    const [password] = under(`users/${user}/password`);
    expect(environment['SHIXIAN_CLICKHOUSE_PASSWORD']).toBe(`secret-of-${password?.attributes['from_env']}`);
  });

  it('stop within their grace', () => {
    expect(own.map(([name]) => name)).toEqual(['migrate', 'ingest', 'gateway', 'alert']);
    expect(own.map(([, { stop_grace_period }]) => stop_grace_period)).toEqual(own.map(() => '30s'));
  });
});

describe('`up --wait`', () => {
  it('waits for the end of what ends, because another service does', () => {
    const ending = services.filter(([, { restart }]) => restart === 'no').map(([name]) => name);
    expect(ending).toEqual(['migrate']);
    const waiting = services.filter(([, { depends_on }]) => depends_on?.['migrate']);
    expect(waiting.map(([, { depends_on }]) => depends_on!['migrate']!.condition)).toEqual(
      waiting.map(() => 'service_completed_successfully'),
    );
    expect(waiting.map(([name]) => name)).toEqual(['ingest', 'gateway', 'alert', 'grafana']);
  });

  it('knows of everything else whether it is well', () => {
    expect(read('infra/Dockerfile')).toMatch(/^HEALTHCHECK /m);
    const silent = services.filter(
      ([, { image, healthcheck }]) => healthcheck?.disable || (image !== 'shixian:local' && !healthcheck),
    );
    expect(silent.map(([name]) => name)).toEqual(['migrate']);
  });

  it('comes to every service: what is depended upon exists and is not waited for in a circle', () => {
    const reach = (name: string, on: readonly string[] = []): void => {
      expect(on).not.toContain(name);
      expect(Object.keys(compose.services)).toContain(name);
      for (const next of Object.keys(compose.services[name]!.depends_on ?? {})) reach(next, [...on, name]);
    };
    for (const [name] of services) reach(name);
  });
});

describe('every service', () => {
  it.each(services)('%s is bounded, pinned and reached from this machine alone', (_, service) => {
    expect(service.deploy?.resources.limits).toMatchObject({
      cpus: expect.any(String),
      memory: expect.any(String),
    });
    expect(service.image).toMatch(/:(?!latest$)\w/);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    for (const network of service.networks) expect(Object.keys(compose.networks)).toContain(network);
  });

  it.each(services)('%s mounts what there is', (_, { volumes = [] }) => {
    for (const volume of volumes) {
      const [from] = volume.split(':');
      const known = from!.startsWith('.') ? existsSync(join(packageRoot(), from!)) : from! in compose.volumes;
      expect([volume, known]).toEqual([volume, true]);
    }
  });
});

describe('users of ClickHouse', () => {
  it('have profiles and quotas that there are', () => {
    for (const kind of ['profile', 'quota'] as const) {
      const named = users.filter(({ path }) => new RegExp(`^clickhouse/users/\\w+/${kind}$`).test(path));
      expect(named).toHaveLength(5);
      for (const element of named) expect(under(`${kind}s/${element.text}`).length).toBeGreaterThan(0);
    }
  });

  it('that read can do nothing else, and cannot lift what holds them', () => {
    for (const user of ['shixian_read', 'grafana']) {
      expect(grantsOf(user)).toEqual(['GRANT SELECT ON shixian.*']);
      const [profile] = under(`users/${user}/profile`).map((element) => element.text);
      const limits = users.filter(({ path }) =>
        new RegExp(`^clickhouse/profiles/${profile}/max_\\w+$`).test(path),
      );
      expect(limits.length).toBeGreaterThan(3);
      for (const { path } of limits) {
        const held = under(`profiles/${profile}/constraints/${path.split('/').at(-1)}/`);
        expect([path, held.length > 0]).toEqual([path, true]);
      }
      expect(under(`profiles/${profile}/readonly`)[0]?.text).toBe('2');
    }
  });

  it('that write rows can change or drop none', () => {
    expect(grantsOf('shixian_ingest').join()).not.toMatch(/ALTER|DROP|TRUNCATE|CREATE|\*\.\*/);
  });

  it('that looks after cards adds to what is kept of cards alone', () => {
    const tables = grantsOf('shixian_alert').flatMap(
      (grant) => /^GRANT INSERT ON shixian\.(\w+)$/.exec(grant)?.[1] ?? [],
    );
    const inMigration = [
      ...read('schemas/tables/013_cards.sql').matchAll(/^CREATE TABLE IF NOT EXISTS (\w+)/gm),
    ];
    const ofCards = inMigration.map((match) => match[1]!).filter((table) => table !== 'changed_cases');
    expect(tables.filter((table) => !table.endsWith('_local')).sort()).toEqual(ofCards.sort());
    const others = grantsOf('shixian_alert').filter((grant) => !grant.startsWith('GRANT INSERT'));
    expect(others).toEqual(['GRANT SELECT ON shixian.*', 'GRANT SELECT ON system.tables']);
  });

  it('let Grafana send the time limit it sends', () => {
    const { datasources } = parse(read('infra/grafana/provisioning/datasources/clickhouse.yaml')) as {
      datasources: { jsonData: { queryTimeout: string; username: string } }[];
    };
    const { queryTimeout, username } = datasources[0]!.jsonData;
    const [most] = under('profiles/shixian_boards/constraints/max_execution_time/max');
    expect(username).toBe('grafana');
    // The data source adds 5 s to its own.
    expect(Number(most!.text)).toBeGreaterThanOrEqual(Number(queryTimeout) + 5);
  });
});

it('the configuration of the server is well-formed', () => {
  expect(elementsOf(read('infra/clickhouse/config.d/shixian.xml'))[0]?.path).toBe('clickhouse');
});

it('the image is given every file its build copies', () => {
  const copied = [...read('infra/Dockerfile').matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap((match) =>
    match[1]!.split(' '),
  );
  const sent = read('.dockerignore').split('\n');
  expect(copied.length).toBeGreaterThan(6);
  for (const path of copied) {
    expect([path, existsSync(join(packageRoot(), path))]).toEqual([path, true]);
    expect(sent).toContain(`!${path}`);
  }
});
