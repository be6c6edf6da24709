// Numbers as digits: as many decimals as Grafana shows where none are asked for.

const mostDecimals = 12;

/** Three telling digits; none for whole numbers. */
export function autoDecimals(value: number): number {
  if (value === 0 || Number.isInteger(value)) return 0;
  return Math.min(mostDecimals, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
}

/** `decimals` null takes as many as the value needs. */
export function fixed(value: number, decimals: number | null): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '-∞' : 'NaN';
  const text = value.toFixed(Math.min(mostDecimals, Math.max(0, decimals ?? autoDecimals(value))));
  // What rounds to nothing is not less than nothing.
  return /^-0(\.0+)?$/.test(text) ? text.slice(1) : text;
}

/** With a comma at each thousand. */
export function grouped(value: number, decimals: number | null): string {
  const [whole = '', ...rest] = fixed(value, decimals).split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...rest].join('.');
}
