// What is due when: one instant a name, the earliest first.

export interface DueList<T> {
  /** Sets, moves or, with null, takes away the instant at which the name is due. */
  set(name: string, item: T, at: number | null): void;
  /** Sets it where the name is not due before. */
  setEarlier(name: string, item: T, at: number): void;
  /** Takes out what is due at an instant, or before it, the earliest first, at most so many. */
  take(now: number, most: number): T[];
  /** The instant of the earliest; infinite when there is none. */
  next(): number;
}

interface Entry<T> {
  readonly name: string;
  readonly item: T;
  readonly at: number;
}

/** A binary heap in which entries that were moved since stay until they come up. */
export function makeDueList<T>(): DueList<T> {
  const heap: Entry<T>[] = [];
  const current = new Map<string, number>();
  const isStale = ({ name, at }: Entry<T>): boolean => current.get(name) !== at;
  const dropStale = (): void => {
    while (heap.length > 0 && isStale(heap[0]!)) popTop(heap);
  };
  const set = (name: string, item: T, at: number | null): void => {
    if (current.get(name) === at) return;
    if (at === null) current.delete(name);
    else {
      current.set(name, at);
      push(heap, { name, item, at });
    }
  };
  return {
    set,
    setEarlier: (name, item, at) => {
      if (at < (current.get(name) ?? Number.POSITIVE_INFINITY)) set(name, item, at);
    },
    take: (now, most) => {
      const taken: T[] = [];
      for (
        dropStale();
        taken.length < most && (heap[0]?.at ?? Number.POSITIVE_INFINITY) <= now;
        dropStale()
      ) {
        const { name, item } = popTop(heap);
        current.delete(name);
        taken.push(item);
      }
      return taken;
    },
    next: () => {
      dropStale();
      return heap[0]?.at ?? Number.POSITIVE_INFINITY;
    },
  };
}

type Timed = { readonly at: number };

function push<E extends Timed>(heap: E[], entry: E): void {
  let i = heap.length;
  heap.push(entry);
  while (i > 0) {
    const above = (i - 1) >> 1;
    if (heap[above]!.at <= entry.at) break;
    heap[i] = heap[above]!;
    i = above;
  }
  heap[i] = entry;
}

function popTop<E extends Timed>(heap: E[]): E {
  const top = heap[0]!;
  const last = heap.pop()!;
  const size = heap.length;
  if (size === 0) return top;
  let i = 0;
  for (;;) {
    let below = 2 * i + 1;
    if (below >= size) break;
    if (below + 1 < size && heap[below + 1]!.at < heap[below]!.at) below++;
    if (heap[below]!.at >= last.at) break;
    heap[i] = heap[below]!;
    i = below;
  }
  heap[i] = last;
  return top;
}
