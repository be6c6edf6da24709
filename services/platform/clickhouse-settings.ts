// How to reach a ClickHouse server or cluster; the schema states every default.
import { z } from 'zod';

function isServerAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  if (!/^https?:$/.test(protocol) || hostname === '') return false;
  return pathname === '/' && search + hash + username + password === '';
}

export const ClickhouseSettings = z.strictObject({
  url: z
    .string()
    .refine(
      isServerAddress,
      'expected the address of its HTTP interface without user, path or query, such as http://127.0.0.1:8123',
    ),
  username: z.string().min(1).default('default'),
  password: z.string().default(''),
  database: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected letters, digits and underscores, no digit first')
    .default('shixian'),
  /** As the server's configuration names it; absent for a single server. */
  cluster: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+$/, 'expected letters, digits, ".", "_" and "-"')
    .optional(),
  /** Spreads cases over the cluster's shards; needs a cluster. */
  sharded: z.boolean().default(false),
  /** PEM text of the authority to trust; absent for those of the system. */
  caCertificate: z.string().optional(),
  /** Of reading; writing has a bound of its own. */
  requestTimeoutMs: z.int().min(100).max(3_600_000).default(60_000),
});
export type ClickhouseSettings = z.infer<typeof ClickhouseSettings>;
