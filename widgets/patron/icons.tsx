/** The panel's few pictures, drawn in the colour of the text; their buttons carry the words. */

function icon(path: string) {
  return () => (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
    </svg>
  );
}

export const MenuIcon = icon("M4 7h16M4 12h16M4 17h16");
export const CloseIcon = icon("M6 6l12 12M18 6L6 18");
export const SendIcon = icon("M5 12h13M12 5l7 7-7 7");
