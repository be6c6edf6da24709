// For what a browser shows in its own time: asked again until it is so.
import { expect } from 'vitest';

export const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 10_000 });
