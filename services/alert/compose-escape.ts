// Text that others wrote, made safe for where it is shown. Every field of a card is such text.

/** Cannot be seen, or changes how what follows is read: direction marks, joiners, zero-width spaces, tags. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** One line without control characters and without what cannot be seen. */
export const plain = (text: string): string =>
  text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(UNSEEN, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();

/** At most so many characters. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and quoted attributes of HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);

/**
 * Signs with a meaning in the markdown of some group robot, as their full-width forms: the robots have no
 * common way to escape them. Without @, < and & nobody is called; without :// nothing becomes a link.
 */
const FULL_WIDTH = /[@<>&*`~[\]\\]|^#|:(?=\/\/)|_(?=_)|(?<=_)_/g;

export const escapeChat = (text: string): string =>
  text.replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/** The address as links may carry it, or null where it is none that a person should follow. */
export function safeUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.href.length > 1000) return null;
  return url.href.replace(
    /[()'"<>[\]\\^`{|}]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
