// `shixian alerts preview`: the rungs of a case, reached and to come, and what each next one would tell; nothing is sent.
import type { CaseRungs, RungShown } from '../../schemas/rung-answers.ts';
import type { Language } from '../alert/compose-words.ts';
import { nextOpening } from '../alert/quiet-hours.ts';
import type { OpeningAt } from '../alert/route-cards.ts';
import { formatInstant } from '../core/instant.ts';
import type { RuleBook } from '../main.ts';
import { openDoor } from './open-door.ts';
import { readRules } from './open-house.ts';
import type { PreviewForm } from './preview-forms.ts';
import { goingsOf } from './preview-message.ts';
import { type AlertChoice, type AlertOptions, readAlerts } from './read-alerts.ts';
import { type NextRung, type PreviewComposing, showRungs } from './show-rungs.ts';

export interface PreviewOptions extends Pick<AlertOptions, 'channels' | 'publicUrl'> {
  readonly data: string;
  readonly case: string;
  readonly system?: string;
  readonly lang: Language;
  readonly as: PreviewForm;
}

/** Where `shixian start` listens unless told; for links of a folder that no program runs over. */
const USUAL_URL = 'http://127.0.0.1:8080';
const ZONE = 'Asia/Shanghai';

export async function runAlertsPreview(options: PreviewOptions): Promise<void> {
  const { data, system, lang, as: form } = options;
  const rules = await readRules();
  const choice = await readAlerts(options, { env: process.env, calendars: rules.calendars.keys() });
  const door = await openDoor(data);
  try {
    const path = `/v1/cases/${encodeURIComponent(options.case)}/rungs`;
    const found: CaseRungs = JSON.parse(await door.get(path, { system }));
    const rungs = found.rungs.map((rung) => reachable(rung, choice.publicUrl));
    const next = nextRungs(rungs).map((rung) => ({ ...rung, goings: goings(rung, choice, rules) }));
    process.stdout.write(`${showRungs({ ...found, rungs }, next, form, composingIn(lang, choice))}\n`);
  } finally {
    await door.close();
  }
}

const composingIn = (language: Language, { publicUrl }: AlertChoice): PreviewComposing => ({
  language,
  listUrl: `${publicUrl ?? USUAL_URL}/cards`,
  nameOf: (_what, id) => id,
});

/** A link that a person could follow. */
function reachable(rung: RungShown, publicUrl: string | null): RungShown {
  const { cardId, url } = rung.card;
  const reached = publicUrl === null ? new URL(url, USUAL_URL).href : `${publicUrl}/cards/${cardId}`;
  return { ...rung, card: { ...rung.card, url: reached } };
}

/** Of each target the first rung that is still to come. */
function nextRungs(rungs: readonly RungShown[]): RungShown[] {
  const ahead = rungs.filter(({ reached }) => !reached);
  return ahead.filter((rung, i) => ahead.findIndex((other) => other.targetId === rung.targetId) === i);
}

function goings({ card }: RungShown, choice: AlertChoice, { calendars }: RuleBook): NextRung['goings'] {
  const openingAt: OpeningAt = (quiet, at) => nextOpening(quiet, calendars.get(quiet.calendar)!, at);
  return goingsOf(card, choice.routes, openingAt).map(({ channel, at }) => ({
    channel,
    kind: choice.channels.get(channel)!.settings.kind,
    at: formatInstant(at, ZONE),
  }));
}
