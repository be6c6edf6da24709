// A mark of ownership that dies with its process, so that kill -9 leaves nothing stale behind.
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';

// Containers do not see each other's abstract sockets; there the store's own file lock decides.
/** Linux keeps abstract sockets in the kernel and frees them when their process ends. */
export const hasAbstractSockets = process.platform === 'linux';

/** The same folder gives the same name by whatever path it is reached. */
export const socketNameOf = ({ dev, ino }: Stats): string =>
  `\0shixian-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32)}`;

/** The bound socket, or null where another process holds it. */
export const bindOwnerSocket = (name: string): Promise<Server | null> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen({ path: name }, () => {
      server.unref();
      resolve(server);
    });
  });

export const ownerSocketHeld = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ path: name });
    const answer = (held: boolean) => {
      socket.destroy();
      resolve(held);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
