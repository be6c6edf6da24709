// Text as a terminal may show it: whatever a file or an event holds, it moves no cursor and rings no bell.
export const printable = (text: string): string => text.replace(/[^\P{Cc}\n]/gu, '\uFFFD');
