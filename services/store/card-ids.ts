// The name of a card: the same for ever for one case or group, target and rung.
import { createHash } from 'node:crypto';
import type { CardFacts } from '../core/card-life.ts';

export type CardGround = Pick<CardFacts, 'system' | 'caseId' | 'group' | 'targetId' | 'rung'>;

const LENGTH = 32;

export function cardIdOf({ system, caseId, group, targetId, rung }: CardGround): string {
  const ground = [system, caseId ?? group ?? '', targetId, rung].join('\n');
  return createHash('sha256').update(ground).digest('hex').slice(0, LENGTH);
}
