// Blanks comments as Grafana's ClickHouse plugin does, so that a macro within one is never expanded.

/** Quoted text of every kind, or a comment, which the one group holds; what never closes reaches to the end. */
const TOKEN =
  /'(?:[^'\\]|\\[\s\S]|'')*(?:'|\\?$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|\\?$)|`(?:[^`]|``)*(?:`|$)|(\$\w*\$)[\s\S]*?\1|(--[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$))/g;

/** Comments become as many spaces. */
export const stripComments = (sql: string): string =>
  sql.replace(TOKEN, (token: string, _tag, comment?: string) =>
    comment === undefined ? token : ' '.repeat(token.length),
  );
