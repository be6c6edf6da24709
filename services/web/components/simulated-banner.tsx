// Says in words that cases shown are made up, and how many.
import type { ComponentChildren } from 'preact';
import { countText } from '../format.ts';
import { type PlaceChoice, realWithin } from '../jurisdictions.ts';
import { usePage } from '../page-context.ts';
import { Link } from './link.tsx';
import { Mark } from './mark.tsx';

export function SimulatedNote({ children }: { readonly children: ComponentChildren }) {
  const { words, language } = usePage();
  return (
    <p class="simulated" role="note">
      <Mark name="simulated" />
      <span>
        <strong>{words.simulated.label}</strong>
        {language === 'zh' ? '：' : ': '}
        {children}
      </span>
    </p>
  );
}

interface Props {
  readonly chosen: PlaceChoice;
  readonly places: Parameters<typeof realWithin>[0];
}

export function SimulatedBanner({ chosen, places }: Props) {
  const { words, place } = usePage();
  const { cases, simulated, within } = chosen;
  if (simulated === 0) return null;
  const real = realWithin(places);
  const text =
    simulated === cases
      ? words.simulated.every(countText(cases))
      : words.simulated.some(countText(simulated), countText(cases));
  return (
    <SimulatedNote>
      {text}{' '}
      {real !== '' && real !== within && (
        <Link to={{ ...place, within: real, filters: {}, asOf: null }}>{words.simulated.real}</Link>
      )}
    </SimulatedNote>
  );
}
