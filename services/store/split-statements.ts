// Cuts a SQL file into its statements, minding quotes, comments and heredocs.

export interface Statement {
  /** 1-based line of the statement's first word. */
  line: number;
  text: string;
  /** Without comments and with single spaces, so that only a change of meaning changes its checksum. */
  bare: string;
  /** `bare` with everything quoted emptied: what the linter reads. */
  skeleton: string;
}

const TOKEN =
  /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?\*\/|[;\s]|[\s\S]/gy;

const isComment = (token: string): boolean => /^(?:--|#[ !]|\/\*(?!$))/.test(token);
const isQuoted = (token: string): boolean => token.length > 1 && /^['"`$]/.test(token);

const emptied = (token: string): string => (token.startsWith('$') ? "''" : token[0]! + token[0]!);

const emptyStatement = (): Statement => ({ line: 0, text: '', bare: '', skeleton: '' });

const finish = ({ line, text, bare, skeleton }: Statement): Statement => ({
  line,
  text: text.trim(),
  bare: bare.trim(),
  skeleton: skeleton.trim(),
});

const addSpace = (statement: Statement): void => {
  if (!statement.bare.endsWith(' ')) statement.bare += ' ';
  if (!statement.skeleton.endsWith(' ')) statement.skeleton += ' ';
};

const addToken = (statement: Statement, token: string, line: number): void => {
  statement.text += token;
  if (isComment(token) || /^\s$/.test(token)) {
    addSpace(statement);
    return;
  }
  if (/^['"`]$/.test(token)) throw new Error(`line ${line}: the quote ${token} is never closed`);
  if (statement.line === 0) statement.line = line;
  statement.bare += token;
  statement.skeleton += isQuoted(token) ? emptied(token) : token;
};

/** The statements of one file in order; a statement of comments alone is none. */
export const splitStatements = (sql: string): Statement[] => {
  const statements: Statement[] = [];
  let current = emptyStatement();
  let line = 1;
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === ';') {
      statements.push(finish(current));
      current = emptyStatement();
    } else addToken(current, token, line);
    line += token.split('\n').length - 1;
  }
  statements.push(finish(current));
  return statements.filter((statement) => statement.bare !== '');
};
