// How wide a text is, in em: enough to choose a size that fits.

/** CJK and other full-width letters take a whole em, digits and Latin letters a good half. */
export function emWidth(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/.test(letter))
      width += 1;
    else width += /[.,:;'|! il]/.test(letter) ? 0.34 : /[mwMW%—]/.test(letter) ? 0.9 : 0.6;
  }
  return width;
}
