// States the instant that everything on the page is asked for, and lets the reader choose another.
import { useState } from 'preact/hooks';
import type { AsOf, Newest } from '../as-of.ts';
import { isStale } from '../as-of.ts';
import { ageText, instantText, secondsBetween } from '../format.ts';
import { usePage } from '../page-context.ts';
import type { DatedPlace } from '../place.ts';
import { AsOfForm } from './as-of-form.tsx';

interface Props {
  readonly place: DatedPlace;
  readonly asOf: AsOf;
  readonly status: Newest;
  readonly failed: boolean;
  readonly refresh: () => void;
}

interface ChoicesProps extends Pick<Props, 'place' | 'asOf'> {
  readonly open: boolean;
  readonly toggle: () => void;
}

function Choices({ place, asOf, open, toggle }: ChoicesProps) {
  const { words, navigate } = usePage();
  return (
    <fieldset class="segments">
      <legend class="hidden">{words.asOf.label}</legend>
      {(['now', 'latest'] as const).map((kind) => (
        <button
          key={kind}
          type="button"
          aria-pressed={asOf.kind === kind}
          onClick={() => navigate({ ...place, asOf: kind })}
        >
          {words.asOf[kind]}
        </button>
      ))}
      <button type="button" aria-pressed={asOf.kind === 'chosen'} aria-expanded={open} onClick={toggle}>
        {words.asOf.pick}
      </button>
    </fieldset>
  );
}

export function AsOfBar({ place, asOf, status, failed, refresh }: Props) {
  const { words, language } = usePage();
  const [open, setOpen] = useState(false);
  const age =
    status.latestEventAt === null ? '' : ageText(secondsBetween(status.latestEventAt, status.now), language);
  return (
    <div class={`as-of as-of-${asOf.kind}`}>
      <p class="as-of-text">
        <span class="as-of-label">{words.asOf.lead}</span>
        <strong class="as-of-kind">{words.asOfKind[asOf.kind]}</strong>
        <time dateTime={asOf.instant}>{instantText(asOf.instant)}</time>
        {asOf.kind === 'latest' && isStale(status) && <span class="as-of-why">{words.asOf.stale(age)}</span>}
      </p>
      <Choices place={place} asOf={asOf} open={open} toggle={() => setOpen(!open)} />
      <p class="refreshed">
        <span>{words.refreshed(status.now.slice(11, 19))}</span>
        <button
          type="button"
          class="plain"
          onClick={refresh}
          title={words.refresh}
          aria-label={words.refresh}
        >
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path
              d="M13.6 6.5A6 6 0 1 0 14 8h-1.6a4.4 4.4 0 1 1-.6-2.2L9.8 7.4H15V2.2Z"
              fill="currentColor"
            />
          </svg>
        </button>
      </p>
      {open && <AsOfForm place={place} instant={asOf.instant} done={() => setOpen(false)} />}
      {failed && (
        <p class="refresh-failed" role="status">
          {words.refreshFailed}
        </p>
      )}
    </div>
  );
}
