// A name for one filled-in form, so that what is sent twice is done once.

/** 32 random hexadecimal digits; `crypto.randomUUID` is not there on a page that came without TLS. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
