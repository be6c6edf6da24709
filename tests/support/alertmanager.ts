// A real Prometheus Alertmanager on a free port, in a folder of its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { closedPort } from './receiver.ts';
import { tempFolder } from './temp-folder.ts';

const COMMANDS = ['prometheus-alertmanager', 'alertmanager'];
const command = COMMANDS.find((name) => spawnSync(name, ['--version']).status === 0);

/** Why there is none here, or null. */
export const noAlertmanager: string | null =
  command === undefined ? `neither ${COMMANDS.join(' nor ')} is installed` : null;

export interface Alertmanager {
  readonly url: string;
  close(): Promise<void>;
}

/** Notifies a webhook at once; without users unless a bcrypt hash of a password is given. */
export async function startAlertmanager(
  webhook: string,
  users?: Record<string, string>,
): Promise<Alertmanager> {
  const folder = await tempFolder();
  const file = (name: string) => join(folder.path, name);
  await writeFile(
    file('config.yml'),
    `route: { receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers: [{ name: hook, webhook_configs: [{ url: '${webhook}', send_resolved: true }] }]
`,
  );
  await writeFile(file('web.yml'), users ? `basic_auth_users: ${JSON.stringify(users)}\n` : '{}\n');
  const url = `http://127.0.0.1:${await closedPort()}`;
  const child = spawn(command!, [
    `--config.file=${file('config.yml')}`,
    `--web.config.file=${file('web.yml')}`,
    `--storage.path=${file('data')}`,
    `--web.listen-address=${new URL(url).host}`,
    '--cluster.listen-address=',
    '--log.level=error',
  ]);
  const said: string[] = [];
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  await ready(url, child, said);
  return {
    url,
    close: async () => {
      child.kill();
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
      await folder.remove();
    },
  };
}

async function ready(url: string, child: ChildProcess, said: readonly string[]): Promise<void> {
  while (child.exitCode === null) {
    const answered = await fetch(`${url}/-/ready`).then(
      ({ status }) => status,
      () => 0,
    );
    if (answered === 200 || answered === 401) return;
    await sleep(50);
  }
  throw new Error(`Alertmanager ended: ${said.join('')}`);
}
