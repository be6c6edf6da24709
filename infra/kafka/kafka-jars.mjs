// Finds Java and the jars of Apache Kafka, fetching the jars from Maven Central the first time.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const OLDEST_JAVA = 17;
const OLDEST_MAVEN = [3, 6, 3];

/** A reason to stop that is told in one sentence, without a stack. */
export class CannotStart extends Error {}

/** The version the pom asks for. */
export const kafkaVersion = () =>
  /<kafka\.version>([^<]+)</.exec(readFileSync(join(here, 'pom.xml'), 'utf8'))?.[1] ?? 'unknown';

/** @returns {string} the command that runs Java */
export function findJava() {
  const { JAVA_HOME } = process.env;
  const java = JAVA_HOME ? join(JAVA_HOME, 'bin/java') : 'java';
  const { error, stderr } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  if (error)
    throw new CannotStart(
      `Apache Kafka needs Java ${OLDEST_JAVA} or newer, and "${java}" cannot be run (${error.message}). Install a JDK, e.g. "apt install openjdk-17-jre-headless", or set JAVA_HOME.`,
    );
  const found = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1];
  if (found === undefined || Number(found) < OLDEST_JAVA)
    throw new CannotStart(
      `Apache Kafka needs Java ${OLDEST_JAVA} or newer, and "${java}" is ${found ?? 'of an unknown version'}. Install a newer JDK or set JAVA_HOME.`,
    );
  return java;
}

/** @param {string} text what `mvn -v` prints */
function isMavenTooOld(text) {
  const parts = /Apache Maven (\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number);
  if (!parts) return true;
  const at = parts.findIndex((part, i) => part !== OLDEST_MAVEN[i]);
  return at >= 0 && parts[at] < OLDEST_MAVEN[at];
}

function checkMaven() {
  const { error, stdout } = spawnSync('mvn', ['-v'], { encoding: 'utf8' });
  if (error)
    throw new CannotStart(
      `The jars of Apache Kafka are fetched with Maven, and "mvn" cannot be run (${error.message}). Install Maven, e.g. "apt install maven".`,
    );
  if (isMavenTooOld(stdout))
    throw new CannotStart(
      `The jars of Apache Kafka are fetched with Maven ${OLDEST_MAVEN.join('.')} or newer, and this one is older: ${stdout.split('\n')[0]}`,
    );
}

/** @param {string} target the folder to fill */
function runMaven(target) {
  const goal = ['-q', '-B', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies'];
  const child = spawn('mvn', [...goal, '-DincludeScope=runtime', `-DoutputDirectory=${target}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(undefined);
      else reject(new CannotStart(`Maven could not fetch Apache Kafka:\n${said.trim().slice(0, 2000)}`));
    });
  });
}

/**
 * @param {(line: string) => void} tell
 * @returns {Promise<string>} the class path
 */
export async function findJars(tell) {
  const lib = join(here, 'lib');
  const version = kafkaVersion();
  const isThere = await access(join(lib, `kafka_2.13-${version}.jar`)).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    checkMaven();
    tell(`Fetching Apache Kafka ${version} from Maven Central (about 55 MB, once) …`);
    const draft = `${lib}.${process.pid}`;
    try {
      await runMaven(draft);
      await rm(lib, { recursive: true, force: true });
      await rename(draft, lib);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }
  return join(lib, '*');
}
