// Gathers what waits into groups that are taken together, so that many small batches cost few writes.

export interface Gathering<Part, Answer> {
  /** Resolves when the next group may be formed; what comes until then joins it. */
  readonly ready: () => Promise<unknown>;
  /** Takes a group and answers for each part in order; groups are handed over in the order told. */
  readonly take: (parts: readonly Part[]) => Promise<readonly Answer[]>;
  /** A fault of one part, for which the others must not suffer: each is then taken alone. */
  readonly isOfOne: (error: unknown) => boolean;
  readonly sizeOf: (part: Part) => number;
  /** The largest sum of sizes in a group; a larger part stands alone. */
  readonly most: number;
}

interface Waiting<Part, Answer> {
  readonly part: Part;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export function gatherParts<Part, Answer>(
  gathering: Gathering<Part, Answer>,
): (part: Part) => Promise<Answer> {
  const waiting: Waiting<Part, Answer>[] = [];
  let isGathering = false;
  const gather = async () => {
    isGathering = true;
    while (waiting.length > 0) {
      await gathering.ready();
      answer(gathering, nextGroup(waiting, gathering));
    }
    isGathering = false;
  };
  return (part) =>
    new Promise((resolve, reject) => {
      waiting.push({ part, resolve, reject });
      if (!isGathering) void gather();
    });
}

function nextGroup<Part, Answer>(
  waiting: Waiting<Part, Answer>[],
  { sizeOf, most }: Gathering<Part, Answer>,
): Waiting<Part, Answer>[] {
  let size = 0;
  const fits = waiting.findIndex(({ part }, i) => {
    size += sizeOf(part);
    return i > 0 && size > most;
  });
  return waiting.splice(0, fits === -1 ? waiting.length : fits);
}

async function answer<Part, Answer>(
  gathering: Gathering<Part, Answer>,
  group: readonly Waiting<Part, Answer>[],
): Promise<void> {
  try {
    const answers = await gathering.take(group.map(({ part }) => part));
    for (const [i, { resolve }] of group.entries()) resolve(answers[i]!);
  } catch (error) {
    if (group.length > 1 && gathering.isOfOne(error)) for (const one of group) void answer(gathering, [one]);
    else for (const { reject } of group) reject(error);
  }
}
