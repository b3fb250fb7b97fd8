/** Values to choose any of, as boxes to tick beside their words. */

interface Props {
  readonly legend: string;
  readonly name: string;
  readonly values: readonly string[];
  readonly chosen?: readonly string[] | undefined;
  readonly words: (value: string) => string;
}

export function Boxes({ legend, name, values, chosen = [], words }: Props) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {values.map((value) => (
        <label key={value} class="check">
          <input type="checkbox" name={name} value={value} defaultChecked={chosen.includes(value)} />
          {words(value)}
        </label>
      ))}
    </fieldset>
  );
}

/** The values that are ticked in a form. */
export function tickedIn(form: HTMLFormElement, name: string): string[] {
  return new FormData(form).getAll(name).map(String);
}
