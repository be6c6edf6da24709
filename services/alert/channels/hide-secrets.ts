// What others say may repeat what we told them: secrets are taken out before it is kept or logged.
const SHOWN = 200;

/** The text in one line and not too long, with every secret, as it is or percent-encoded, replaced by ***. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const hidden = forms.reduce((rest, form) => rest.replaceAll(form, '***'), text);
  const line = hidden.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

/** As it stands in a URL, in JSON and in base64. */
const formsOf = (secret: string): string[] =>
  [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64(secret)].filter(
    (form) => form !== '',
  );

const base64 = (text: string): string => Buffer.from(text).toString('base64');
