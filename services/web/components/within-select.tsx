// Chooses the place looked at: everywhere, or a jurisdiction and everything in it, with its cases.
import type { Status } from '../../../schemas/indicator.ts';
import { countText } from '../format.ts';
import { type PlaceChoice, placeChoice, placeChoices } from '../jurisdictions.ts';
import { usePage } from '../page-context.ts';

interface Props {
  readonly places: Status['systems'][number]['places'];
  readonly within: string;
}

/** The place asked for stands in the list even when it holds no case. */
function choicesWith(places: Props['places'], within: string): PlaceChoice[] {
  const choices = placeChoices(places);
  return choices.some((choice) => choice.within === within)
    ? choices
    : [...choices, placeChoice(places, within)];
}

export function WithinSelect({ places, within }: Props) {
  const { words, place, navigate } = usePage();
  const choose = (next: string) =>
    navigate({ ...place, within: next, caseId: null, filters: {}, search: '', asOf: null });
  const text = (choice: PlaceChoice) => {
    const indent = '\u2003'.repeat(choice.within === '' ? 0 : choice.within.split('/').length - 1);
    const name = choice.within === '' ? words.place.everywhere : choice.within;
    const mark = choice.simulated < choice.cases ? words.place.partly : words.place.simulated;
    const simulated = choice.simulated > 0 ? ` · ${mark}` : '';
    return `${indent}${name} · ${countText(choice.cases)}${simulated}`;
  };
  return (
    <label class="system within">
      <span>{words.place.label}</span>
      <select value={within} onChange={(event) => choose(event.currentTarget.value)}>
        {choicesWith(places, within).map((choice) => (
          <option key={choice.within} value={choice.within}>
            {text(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}
