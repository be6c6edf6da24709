// One field of a form with its name, its hint and what is wrong with it, each read aloud with the field.
import type { ComponentChildren } from 'preact';

export interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string | null;
  readonly error: string | null;
}

/** What the element of a field needs so that its hint and error belong to it. */
export const described = ({ id, hint, error }: FieldProps) => ({
  id,
  'aria-invalid': error !== null,
  'aria-describedby':
    [hint === null ? '' : `${id}-hint`, error === null ? '' : `${id}-error`].filter(Boolean).join(' ') ||
    undefined,
});

export function StepField({
  id,
  label,
  hint,
  error,
  children,
}: FieldProps & { children: ComponentChildren }) {
  return (
    <div class={error === null ? 'field' : 'field field-bad'}>
      <label for={id}>{label}</label>
      {children}
      {error !== null && (
        <p id={`${id}-error`} class="field-error">
          {error}
        </p>
      )}
      {hint !== null && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
