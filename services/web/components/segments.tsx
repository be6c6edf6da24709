// One choice of a few, as a row of buttons; the pressed one is the choice.
interface Props<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: T; readonly text: string; readonly lang?: string }[];
  readonly chosen: T;
  readonly choose: (id: T) => void;
}

export function Segments<T extends string>({ label, options, chosen, choose }: Props<T>) {
  return (
    <fieldset class="segments">
      <legend class="hidden">{label}</legend>
      {options.map(({ id, text, lang }) => (
        <button key={id} type="button" lang={lang} aria-pressed={id === chosen} onClick={() => choose(id)}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}
