// A share as a bar: what is on time filled, what is late hatched.
export function ShareBar({ value }: { readonly value: number | null }) {
  if (value === null) return <span class="bar bar-none" aria-hidden="true" />;
  return (
    <span class="bar" aria-hidden="true">
      <span class="bar-on-time" style={{ width: `${Math.min(100, Math.max(0, value))}%` }} />
    </span>
  );
}
