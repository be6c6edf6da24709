// Builds targets and catalogues for tests, on the shipped calendars.
import { join } from 'node:path';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { type CatalogueTarget, TargetFile } from '../../schemas/target.ts';
import { type Calendar, makeCalendar } from '../../services/core/calendar.ts';
import type { Clock } from '../../services/core/clock.ts';
import { type Catalogue, compileTargets } from '../../services/core/compile-targets.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { loadCalendars } from '../../services/platform/load-calendars.ts';
import { packageRoot } from '../../services/platform/package-root.ts';

async function shippedCalendars(): Promise<Map<string, Calendar>> {
  const loaded = await loadCalendars(join(packageRoot(), 'schemas/calendars'));
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const calendars = new Map<string, Calendar>();
  for (const [id, facts] of loaded.calendars) {
    const made = makeCalendar(facts);
    if (!made.ok) throw new Error(made.problem.message);
    calendars.set(id, made.calendar);
  }
  return calendars;
}

/** The calendars that ship with the program. */
export const calendars: ReadonlyMap<string, Calendar> = await shippedCalendars();

type Change = Partial<Omit<CatalogueTarget, 'measured' | 'document'>> & {
  readonly document?: Partial<CatalogueTarget['document']>;
  readonly measured?: Record<string, unknown>;
};

const unitOf: Record<string, string> = {
  cal_days: 'calendar_day',
  cal_hours: 'hour',
  biz_hours: 'hour',
};

/** A promise of 5 working days from acceptance in Ezhou, changed as asked. */
export function aTarget({ document, measured, ...target }: Change = {}): CatalogueTarget {
  const method = String(measured?.['method'] ?? 'wd_excl');
  const file = TargetFile.parse({
    document: {
      id: 'test-2024',
      number: '测试〔2024〕1号',
      title: '测试任务清单',
      issuer: '测试办',
      issued: '2024-01-01',
      jurisdiction: 'cn/hubei/ezhou',
      jurisdictionName: { zh: '鄂州市', en: 'Ezhou' },
      ...document,
    },
    targets: [
      {
        id: 'promise',
        clause: '1',
        line: 1,
        domain: 'construction-permit',
        service: 'permit',
        category: 'every case',
        metric: 'elapsed_time',
        comparator: '<=',
        value: 5,
        unit: unitOf[method] ?? 'working_day',
        aggregation: 'each_case',
        effectiveFrom: null,
        ...target,
        measured: {
          system: 'permit',
          method,
          calendar: 'cn',
          starts: ['permit.application.accepted'],
          ...measured,
        },
      },
    ],
  });
  return { ...file.targets[0]!, document: file.document };
}

/** The catalogue of these targets; `known` holds the calendars they may name. */
export function catalogueOf(
  targets: readonly CatalogueTarget[],
  known: ReadonlyMap<string, Calendar> = calendars,
): Catalogue {
  const compiled = compileTargets(targets, known, 'test');
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return compiled.catalogue;
}

/** The clock of one case against one target. */
export function clockOf(events: readonly AcceptedEvent[], target: CatalogueTarget = aTarget()): Clock {
  const { clocks } = judgeCase(events, catalogueOf([target]));
  if (clocks.length !== 1) throw new Error(`expected one clock, got ${clocks.length}`);
  return clocks[0]!;
}
