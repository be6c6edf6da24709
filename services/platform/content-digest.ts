// A short fingerprint of a value's content, so that two versions with the same name can be told apart.
import { createHash } from 'node:crypto';

/** The first 12 hex digits of the SHA-256 of the value as JSON; layout and comments of its file do not matter. */
export const contentDigest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
