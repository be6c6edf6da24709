// Says that cases shown are made up.
import type { ComponentChildren } from 'preact';
import { usePage } from '../page-context.ts';
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
