// Whether a case's attributes meet a target's conditions, with every failed condition named.
import type { Attributes } from '../../schemas/events/effect.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { When } from '../../schemas/target.ts';

type Condition = When[string];

/** True when every condition holds; quick, without reasons. A missing attribute meets no condition. */
export function meets(when: When, attributes: Attributes): boolean {
  for (const name in when) if (!holds(when[name]!, attributes[name])) return false;
  return true;
}

/** One reason for each condition that does not hold. */
export function failedConditions(when: When, attributes: Attributes): Problem[] {
  return Object.entries(when)
    .filter(([name, condition]) => !holds(condition, attributes[name]))
    .map(([name, condition]) => ({
      code: attributes[name] === undefined ? 'attribute-missing' : 'attribute-differs',
      message: `${name} is ${attributes[name] === undefined ? 'not told' : JSON.stringify(attributes[name])}; expected ${inWords(condition)}`,
      field: name,
      ...(attributes[name] === undefined ? {} : { value: attributes[name] }),
    }));
}

function holds(condition: Condition, value: Attributes[string] | undefined): boolean {
  if (value === undefined) return false;
  if (Array.isArray(condition)) return condition.includes(value);
  if (typeof condition !== 'object') return condition === value;
  if (typeof value !== 'number') return false;
  const { atLeast, over, atMost, under } = condition;
  return (
    (atLeast === undefined || value >= atLeast) &&
    (over === undefined || value > over) &&
    (atMost === undefined || value <= atMost) &&
    (under === undefined || value < under)
  );
}

function inWords(condition: Condition): string {
  if (Array.isArray(condition)) return `one of ${condition.map((value) => JSON.stringify(value)).join(', ')}`;
  if (typeof condition !== 'object') return JSON.stringify(condition);
  const words = { atLeast: 'at least', over: 'over', atMost: 'at most', under: 'under' } as const;
  return Object.entries(condition)
    .map(([bound, value]) => `${words[bound as keyof typeof words]} ${value}`)
    .join(' and ');
}
