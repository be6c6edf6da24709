// What the reader chose last time, kept in this browser; a browser that keeps nothing is fine too.
import type { Language } from './format.ts';
import { type Theme, themes } from './theme.ts';

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`shixian.${name}`);
  } catch {
    return null;
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(`shixian.${name}`, value);
  } catch {
    // A private window may refuse; the choice then lasts as long as the page.
  }
}

/** The stored language, else the browser's: Chinese for any zh, English for the rest. */
export function preferredLanguage(): Language {
  const kept = stored('language');
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
export const keepLanguage = (language: Language) => store('language', language);

/** The name that was last signed with; empty before the first time. */
export const preferredName = (): string => stored('name') ?? '';
export const keepName = (name: string) => store('name', name);

export function preferredTheme(): Theme {
  return themes.find((theme) => theme === stored('theme')) ?? 'auto';
}

/** Shows a theme at once; `auto` follows the system. */
export function showTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
export const keepTheme = (theme: Theme) => store('theme', theme);
