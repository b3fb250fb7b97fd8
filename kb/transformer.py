"""A small BERT, forwards only, in numpy: what a sentence encoder needs of one.

Devlin et al. 2019 (arXiv:1810.04805); mean of the last layer as in Reimers and Gurevych 2019
(arXiv:1908.10084).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Tensors = Mapping[str, Array]
HEAD = 32
"""Width of one attention head."""
TINY = 1e-12
KINDS = {"F32": np.float32, "I64": np.int64}


def read_tensors(path: Path) -> Tensors:
    """Map a safetensors file into memory: a length, a JSON header, the arrays as they are.

    Raises OSError, ValueError or KeyError for another kind of file.
    """
    raw = np.memmap(path, mode="r")
    begin = 8 + int.from_bytes(raw[:8].tobytes(), "little")
    header = json.loads(raw[8:begin].tobytes())
    header.pop("__metadata__", None)
    return {
        name: raw[begin + about["data_offsets"][0] : begin + about["data_offsets"][1]]
        .view(KINDS[about["dtype"]])
        .reshape(about["shape"])
        for name, about in header.items()
    }


def sentence_vectors(tensors: Tensors, ids: Sequence[Sequence[int]]) -> Array:
    """Give a unit vector per sentence, n x width, from the token ids of each."""
    longest = max(map(len, ids))
    tokens = np.zeros((len(ids), longest), np.int64)
    mask = np.zeros((len(ids), longest), np.float32)
    for row, sentence in enumerate(ids):
        tokens[row, : len(sentence)] = sentence
        mask[row, : len(sentence)] = 1.0
    hidden = _embedded(tensors, tokens)
    layer = 0
    while f"encoder.layer.{layer}.output.dense.weight" in tensors:
        hidden = _layer(tensors, f"encoder.layer.{layer}.", hidden, mask)
        layer += 1
    means = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
    unit: Array = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), TINY)
    return unit


def _embedded(tensors: Tensors, tokens: NDArray[np.int64]) -> Array:
    words = tensors["embeddings.word_embeddings.weight"][tokens]
    places = tensors["embeddings.position_embeddings.weight"][: tokens.shape[1]]
    kinds = tensors["embeddings.token_type_embeddings.weight"][0]
    return _normal(tensors, "embeddings.LayerNorm", words + places + kinds)


def _layer(tensors: Tensors, at: str, hidden: Array, mask: Array) -> Array:
    many, length, width = hidden.shape
    query, key, value = (
        _linear(tensors, f"{at}attention.self.{part}", hidden)
        .reshape(many, length, width // HEAD, HEAD)
        .transpose(0, 2, 1, 3)
        for part in ("query", "key", "value")
    )
    attention = query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(HEAD))
    attention += ((mask - 1.0) * 1e9)[:, None, None, :]
    attention = np.exp(attention - attention.max(-1, keepdims=True))
    attention /= attention.sum(-1, keepdims=True)
    seen = (attention @ value).transpose(0, 2, 1, 3).reshape(many, length, width)
    seen = _linear(tensors, f"{at}attention.output.dense", seen)
    hidden = _normal(tensors, f"{at}attention.output.LayerNorm", hidden + seen)
    wide = _gelu(_linear(tensors, f"{at}intermediate.dense", hidden))
    narrow = _linear(tensors, f"{at}output.dense", wide)
    return _normal(tensors, f"{at}output.LayerNorm", hidden + narrow)


def _linear(tensors: Tensors, name: str, values: Array) -> Array:
    product: Array = values @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]
    return product


def _normal(tensors: Tensors, name: str, values: Array) -> Array:
    apart = values - values.mean(-1, keepdims=True)
    spread = np.sqrt((apart * apart).mean(-1, keepdims=True) + np.float32(TINY))
    scaled: Array = apart / spread * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]
    return scaled


def _gelu(values: Array) -> Array:
    """Give x/2 · (1 + erf(x/√2)), erf by Abramowitz and Stegun 7.1.26, to 1.5e-7."""
    size = np.abs(values) / np.float32(math.sqrt(2.0))
    near = 1.0 / (1.0 + np.float32(0.3275911) * size)
    curve = near * (1.421413741 + near * (-1.453152027 + near * np.float32(1.061405429)))
    curve = near * (0.254829592 + near * (-0.284496736 + curve))
    erf = np.sign(values) * (1.0 - curve * np.exp(-size * size))
    half: Array = (values * 0.5 * (1.0 + erf)).astype(np.float32, copy=False)
    return half
