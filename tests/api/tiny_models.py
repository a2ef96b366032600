"""Sentence models small enough to be made by a test: each word has a meaning, texts are their mean.

Words of one meaning ("soldiers", "troops") are the same to the model, unknown words mean nothing.
The network is one `Gather` in ONNX, written by hand, since its messages are few:
https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
"""

import struct
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

INT64, FLOAT = 7, 1


def make_model(folder: Path, *meanings: str, sub: str = "") -> Path:
    """A model folder where the words of each text in `meanings` mean the same."""
    words = ["[PAD]", "[UNK]"]
    rows = [[0.0] * len(meanings)] * 2
    for place, meaning in enumerate(meanings):
        for word in meaning.split():
            words.append(word)
            rows.append([float(place == other) for other in range(len(meanings))])
    tokenizer = Tokenizer(models.WordLevel({w: n for n, w in enumerate(words)}, "[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / sub).mkdir(exist_ok=True)
    (folder / sub / "model.onnx").write_bytes(_network(rows))
    return folder


def _network(rows: list[list[float]]) -> bytes:
    node = _text(1, "rows") + _text(1, "input_ids") + _text(2, "states") + _text(4, "Gather")
    graph = (
        _part(1, node)
        + _text(2, "tiny")
        + _part(5, _matrix("rows", rows))
        + _part(11, _value("input_ids", INT64, "batch", "tokens"))
        + _part(11, _value("attention_mask", INT64, "batch", "tokens"))
        + _part(12, _value("states", FLOAT, "batch", "tokens", len(rows[0])))
    )
    opset = _text(1, "") + _number(2, 17)
    return _number(1, 8) + _part(7, graph) + _part(8, opset)


def _matrix(name: str, rows: list[list[float]]) -> bytes:
    numbers = [number for row in rows for number in row]
    raw = struct.pack(f"<{len(numbers)}f", *numbers)
    sizes = _number(1, len(rows)) + _number(1, len(rows[0]))
    return sizes + _number(2, FLOAT) + _text(8, name) + _part(9, raw)


def _value(name: str, kind: int, *sizes: str | int) -> bytes:
    dimensions = b"".join(
        _part(1, _number(1, size) if isinstance(size, int) else _text(2, size)) for size in sizes
    )
    tensor = _number(1, kind) + _part(2, dimensions)
    return _text(1, name) + _part(2, _part(1, tensor))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _part(field, value.encode())


def _part(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])
