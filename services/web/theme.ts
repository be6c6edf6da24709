// The looks that a reader can choose; `auto` follows the system.
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
