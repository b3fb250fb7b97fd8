/** What went wrong with an act, said to screen readers too. */

export function Fault({ text }: { text: string }) {
  return (
    <p role="alert" class={text ? "callout danger" : "no-fault"}>
      {text}
    </p>
  );
}
