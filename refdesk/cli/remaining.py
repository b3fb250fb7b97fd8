"""Says, in both languages, that bytes of what was deleted may remain in the files for a while."""

from __future__ import annotations

import sys

from refdesk.web.sentences import SENTENCES, sentence


def tell_of_remains(put_off: str) -> None:
    """Write what a key of `privacy.ports` says; nothing for ""."""
    if put_off in SENTENCES:
        said = (sentence(put_off, put_off, language) for language in ("id", "en"))
        sys.stdout.write(" / ".join(said) + "\n")
