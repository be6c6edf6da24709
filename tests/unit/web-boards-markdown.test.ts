// Texts of boards: what becomes an element, and that nothing in them can run.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Branch, readMarkdown, safeTags } from '../../services/web/boards/markdown.ts';

const plain = { text: (text: string) => text, address: (address: string) => address };
const written = (branches: readonly Branch[]): string =>
  branches
    .map((branch) => {
      if (typeof branch === 'string') return branch.replaceAll('<', '‹');
      const inner = written(branch.children);
      return `<${branch.tag}${branch.href === undefined ? '' : ` ${branch.href}`}>${inner}</${branch.tag}>`;
    })
    .join('');
const read = (text: string) => written(readMarkdown(text, plain));

describe('markdown', () => {
  test.each([
    ['# One\n\n### Three', '<h3>One</h3><h5>Three</h5>'],
    ['a **b** _c_ ~~d~~ `e`', '<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e</code></p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['1. a', '<ol><li>a</li></ol>'],
    ['> q', '<blockquote><p>q</p></blockquote>'],
    ['```\nx < y\n```', '<pre><code>x ‹ y</code></pre>'],
    ['a<br>b', '<p>a<br></br>b</p>'],
    ['---', '<hr></hr>'],
    ['[t](/targets?a=b)', '<p><a /targets?a=b>t</a></p>'],
    ['如 http://a.org/b。又如', '<p>如 <a http://a.org/b>http://a.org/b</a>。又如</p>'],
    ['fish &amp; chips', '<p>fish & chips</p>'],
    ['a <!-- b --> c', '<p>a  c</p>'],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
  test('tables', () => {
    expect(read('| a | b |\n| - | - |\n| 1 | **2** |')).toBe(
      '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><strong>2</strong></td></tr></tbody></table>',
    );
  });
});

describe('nothing runs', () => {
  test('tags are text, and links that would run something are words', () => {
    expect(read('<script>alert(1)</script>')).toBe('‹script>alert(1)‹/script>');
    expect(read('x <img src=x onerror=alert(1)> y')).toBe('<p>x ‹img src=x onerror=alert(1)> y</p>');
    expect(read('[t](javascript:alert(1)) [u](<java script:x>)')).toBe('<p>t u</p>');
    expect(read('<javascript:alert(1)>')).not.toContain('<a');
  });
  test('a variable adds words and no markup', () => {
    const evil = '**b** <img onerror=x> [t](javascript:x)';
    const branches = readMarkdown('v: ${v}', { ...plain, text: (text) => text.replace('${v}', evil) });
    expect(branches).toEqual([{ tag: 'p', children: [`v: ${evil}`] }]);
  });
  test('a variable in an address is judged after it was filled in', () => {
    const filled = readMarkdown('[t](${v})', { ...plain, address: () => 'javascript:alert(1)' });
    expect(written(filled)).toBe('<p>t</p>');
  });
  test('whatever the text, there are safe elements and safe addresses alone', () => {
    const pieces = fc.constantFrom(
      '<script>',
      '</a>',
      '<a href=javascript:x>',
      '[a](javascript:x)',
      '![i](data:x)',
      '**',
      '`',
      '\n',
      '> ',
      '- ',
      '|',
      'x',
      '&lt;',
      '<b',
      '](',
      'javascript:',
    );
    const offences = (branches: readonly Branch[]): string[] =>
      branches.flatMap((branch) => {
        if (typeof branch === 'string') return [];
        const known = safeTags.includes(branch.tag) ? [] : [branch.tag];
        const runs = /^\s*(javascript|data):/i.test(branch.href ?? '') ? [branch.href!] : [];
        return [...known, ...runs, ...offences(branch.children)];
      });
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        expect(offences(readMarkdown(parts.join(''), plain))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
