/** What random tests draw from. The same in every run, so that a failure is of what was changed; SHIXIAN_SEED draws others. */
export const SEED = Number(process.env['SHIXIAN_SEED'] ?? 20_261_121);
