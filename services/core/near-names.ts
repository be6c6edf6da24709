// The known names nearest to one that is not known, for a message that helps.

/** Changes of one letter that make one name of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** At most three names that differ from `name` in less than a third of their letters, nearest first. */
export function nearNames(name: string, known: readonly string[]): string[] {
  const lower = name.toLowerCase();
  return known
    .filter((other) => Math.abs(other.length - lower.length) * 3 < other.length)
    .map((other) => ({ other, far: distance(lower, other) }))
    .filter(({ other, far }) => far * 3 < other.length)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ other }) => other);
}
