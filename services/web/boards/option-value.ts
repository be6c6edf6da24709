// Reads options of a panel, which may hold anything, at a path of keys.

export function at(whole: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, key)
        ? (node as Readonly<Record<string, unknown>>)[key]
        : undefined,
    whole,
  );
}

export function textAt(whole: unknown, ...path: readonly string[]): string | null {
  const found = at(whole, ...path);
  return typeof found === 'string' && found !== '' ? found : null;
}

export function numberAt(whole: unknown, ...path: readonly string[]): number | null {
  const found = at(whole, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

export const isSetAt = (whole: unknown, ...path: readonly string[]): boolean => at(whole, ...path) === true;

export function textsAt(whole: unknown, ...path: readonly string[]): string[] {
  const found = at(whole, ...path);
  return Array.isArray(found) ? found.filter((each): each is string => typeof each === 'string') : [];
}

/** The same tree with one value set at a path. */
export function setAt(whole: unknown, path: readonly string[], value: unknown): Record<string, unknown> {
  const node = typeof whole === 'object' && whole !== null ? (whole as Record<string, unknown>) : {};
  const [key, ...deeper] = path;
  if (key === undefined) return node;
  return { ...node, [key]: deeper.length === 0 ? value : setAt(node[key], deeper, value) };
}
