// Which values of a variable are in force, and what ticking an option makes of them.
import { describe, expect, test } from 'vitest';
import { BoardVariable } from '../../schemas/board.ts';
import { choiceOf, statedOptions, textOfChoice, toggled } from '../../services/web/boards/variable-choice.ts';

const variable = (part: object) =>
  BoardVariable.parse({ type: 'query', name: 'v', query: { rawSql: 'SELECT 1' }, ...part });
const many = variable({ multi: true, includeAll: true, current: { text: 'All', value: '$__all' } });
const options = [
  { value: 'a', text: 'Ah' },
  { value: 'b', text: 'Be' },
];

describe('the choice in force', () => {
  test('is what the address says, even a value that no list has', () => {
    expect(choiceOf(many, ['b', 'zzz', 'b'], options)).toEqual(['b', 'zzz']);
    expect(choiceOf(many, ['a', '$__all'], options)).toEqual(['$__all']);
    expect(choiceOf(variable({}), ['b', 'a'], options)).toEqual(['b']);
  });
  test("is the board's own where the address is silent", () => {
    expect(choiceOf(many, undefined, null)).toEqual(['$__all']);
    expect(choiceOf(variable({ current: { value: 'b' } }), undefined, null)).toEqual(['b']);
    expect(choiceOf(variable({ includeAll: true, current: {} }), undefined, null)).toEqual(['$__all']);
  });
  test('waits for the first option where nothing else decides', () => {
    expect(choiceOf(variable({}), undefined, null)).toBeNull();
    expect(choiceOf(variable({}), undefined, options)).toEqual(['a']);
    expect(choiceOf(variable({ current: { value: '$__all' } }), undefined, options)).toEqual(['a']);
    expect(choiceOf(variable({}), undefined, [])).toEqual(['']);
  });
  test('of a constant is its value whatever the address says', () => {
    expect(choiceOf(variable({ type: 'constant', query: 'gas' }), ['water'], null)).toEqual(['gas']);
  });
  test('of a text is the text, and an emptied one is empty', () => {
    const text = variable({ type: 'textbox', query: 'start' });
    expect(choiceOf(text, undefined, null)).toEqual(['start']);
    expect(choiceOf(text, [''], null)).toEqual(['']);
    expect(choiceOf(variable({ type: 'textbox', query: '' }), undefined, null)).toEqual(['']);
  });
});

describe('options', () => {
  test('that the board states are values, or texts with values', () => {
    const stated = variable({ type: 'custom', query: '按办结时间 : ended, plain,with\\, comma : c' });
    expect(statedOptions(stated)).toEqual([
      { value: 'ended', text: '按办结时间' },
      { value: 'plain', text: 'plain' },
      { value: 'c', text: 'with, comma' },
    ]);
    expect(statedOptions(variable({}))).toBeNull();
  });
  test('give a choice its text', () => {
    expect(textOfChoice(['a', 'zzz'], options, 'All')).toBe('Ah + zzz');
    expect(textOfChoice(['$__all'], options, '全部')).toBe('全部');
    expect(textOfChoice(['a'], null, 'All')).toBe('a');
  });
});

describe('ticking an option', () => {
  test('leaves All, and the last one cleared returns to it', () => {
    expect(toggled(many, ['$__all'], 'a')).toEqual(['a']);
    expect(toggled(many, ['a'], 'b')).toEqual(['a', 'b']);
    expect(toggled(many, ['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(many, ['b'], 'b')).toEqual(['$__all']);
    expect(toggled(many, ['a', 'b'], '$__all')).toEqual(['$__all']);
  });
  test('without All keeps one ticked', () => {
    expect(toggled(variable({ multi: true }), ['a'], 'a')).toEqual(['a']);
  });
});
