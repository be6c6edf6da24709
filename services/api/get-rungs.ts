// Answers which rungs a case has reached and will reach, with the card of each.
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { CaseParams, Problems } from '../../schemas/api.ts';
import type { LaddersFile } from '../../schemas/ladder.ts';
import { CaseRungs, RungQuery } from '../../schemas/rung-answers.ts';
import { factsOf, type Ground, groundsOf } from '../core/card-grounds.ts';
import { foldCard } from '../core/card-life.ts';
import { cardOf } from '../core/card-shown.ts';
import { raiseStep } from '../core/card-steps.ts';
import { chooseLadder } from '../core/choose-ladder.ts';
import type { Catalogue } from '../core/compile-targets.ts';
import { formatInstant } from '../core/instant.ts';
import { type JudgedCase, judgeCase } from '../core/judge-case.ts';
import { cardIdOf } from '../store/card-ids.ts';
import { readCardLives } from '../store/cards.ts';
import { keyText, readEvents } from '../store/case-events.ts';
import type { Database } from '../store/database.ts';
import { caseNotFound, onlySystem } from './get-case.ts';
import { requireSystem } from './require-system.ts';

export interface RungContext {
  readonly shixian: {
    readonly db: Database;
    readonly rules: {
      readonly catalogue: Catalogue;
      readonly ladders: { readonly file: LaddersFile; readonly version: string };
    };
  };
  readonly now: () => number;
  readonly zoneOf: (judged: JudgedCase) => string;
  /** Where a person reads a card; without it the address is one of the page that asks. */
  readonly cardUrl?: (cardId: string) => string;
}

export function addRungRoutes(app: FastifyInstance, context: RungContext): void {
  app.get('/v1/cases/:caseId/rungs', { schema }, async (request) => {
    const { caseId } = request.params as z.output<typeof CaseParams>;
    const { system } = request.query as z.output<typeof RungQuery>;
    if (system !== undefined) requireSystem(system);
    return readRungs(context, caseId, system);
  });
}

const schema = {
  summary: 'The rungs of one case, reached and to come, with their cards',
  params: CaseParams,
  querystring: RungQuery,
  response: { 200: CaseRungs, 400: Problems, 404: Problems, 409: Problems, 503: Problems },
};

async function readRungs(context: RungContext, caseId: string, asked?: string): Promise<CaseRungs> {
  const { db, rules } = context.shixian;
  const system = asked ?? (await onlySystem(db, caseId));
  const key = { system, caseId };
  const events = (await readEvents(db, [key])).get(keyText(key)) ?? [];
  if (events.length === 0) throw caseNotFound(caseId, system);
  const judged = judgeCase(events, rules.catalogue);
  const { file, version } = rules.ladders;
  const grounds = groundsOf(judged, (target) => chooseLadder(target, file));
  const now = context.now();
  return {
    ...key,
    asOf: formatInstant(now, context.zoneOf(judged)),
    ladders: version,
    rungs: await showRungs(context, judged, grounds, now),
  };
}

async function showRungs(
  { shixian, zoneOf, cardUrl }: RungContext,
  judged: JudgedCase,
  grounds: readonly Ground[],
  now: number,
): Promise<CaseRungs['rungs']> {
  const { system, caseId } = judged.history;
  const zone = zoneOf(judged);
  const ids = grounds.map(({ clock, rung }) =>
    cardIdOf({ system, caseId, group: null, targetId: clock.target.target.id, rung }),
  );
  const lives = await readCardLives(shixian.db, ids);
  return grounds.map((ground, i) => {
    const cardId = ids[i]!;
    const { rung, at, clock } = ground;
    const life = lives.get(cardId);
    const wouldBe = () => foldCard([raiseStep(null, cardId, factsOf(judged, ground, at, zone), at)!])!;
    return {
      rung,
      targetId: clock.target.target.id,
      at: formatInstant(at, zone),
      reached: at <= now,
      state: life?.state ?? null,
      card: cardOf(life ?? wouldBe(), cardUrl ? cardUrl(cardId) : `/cards/${cardId}`),
    };
  });
}
