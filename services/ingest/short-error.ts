// What may be shown of an error: databases and parsers quote the data they fail on, and clients their passwords.

const LONGEST = 200;

/** The first line up to the first quote, bracket or statement, without user names and passwords of addresses. */
export function shortError({ name, message, ...more }: Error): string {
  const { code } = more as { readonly code?: unknown };
  const line = message
    .slice(0, 2000)
    .split('\n')[0]!
    .replace(/\/\/[^/@\s]*@/g, '//')
    .trim();
  const told = line
    .split(/["'`‘“{[<]|\(?\bin query\b|\bpassword\b/i)[0]!
    .trim()
    .slice(0, LONGEST);
  const cut = told.length < line.length ? `${told}…` : told;
  const label = typeof code === 'string' && !line.includes(code) ? `${name} ${code}` : name;
  return cut === '' ? label : `${label}: ${cut}`;
}
