"""A sentence-embedding model in a folder, as ONNX: texts in, vectors of length 1 out.

The folder holds `tokenizer.json` and `model.onnx` (or `onnx/model.onnx`), as sentence-transformers
models are published. Where `1_Pooling/config.json` says so the first token's vector stands for the
text, otherwise the mean over its tokens. Nothing is ever downloaded. The libraries are those of the
extra `embeddings`, and are imported when the first text comes.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH: Final = 32
TOKENS: Final = 256
"""Of a longer text only the beginning is read."""


class SentenceModel:
    """One loaded model. Loading and encoding block: keep them off the event loop."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(
            model_file(folder), sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(max_length=TOKENS)
        if self._tokenizer.padding is None:
            self._tokenizer.enable_padding()
        self._takes_first = _takes_first(folder)

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """One row for each text, in order."""
        import numpy as np

        by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        rows: list[Any] = [None] * len(texts)
        for start in range(0, len(texts), BATCH):
            places = by_length[start : start + BATCH]
            for place, row in zip(
                places, self._encode_batch([texts[p] for p in places]), strict=True
            ):
                rows[place] = row
        return np.stack(rows).astype(np.float32)

    def _encode_batch(self, texts: list[str]) -> "NDArray[np.float32]":
        import numpy as np

        encodings = self._tokenizer.encode_batch(texts)
        given = {
            "input_ids": np.array([each.ids for each in encodings], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in encodings], dtype=np.int64),
            "token_type_ids": np.array([each.type_ids for each in encodings], dtype=np.int64),
        }
        fed = {name: value for name, value in given.items() if name in self._inputs}
        output = self._session.run(None, fed)[0]
        if output.ndim == 3:
            mask = given["attention_mask"][:, :, None]
            output = (
                output[:, 0]
                if self._takes_first
                else (output * mask).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)
            )
        lengths = np.linalg.norm(output, axis=1, keepdims=True)
        unit: NDArray[np.float32] = output / np.maximum(lengths, 1e-9)
        return unit


def model_file(folder: Path) -> Path:
    """Where the network lies in the folder."""
    beside = folder / "model.onnx"
    return beside if beside.exists() else folder / "onnx" / "model.onnx"


def _takes_first(folder: Path) -> bool:
    """Whether the model was trained to tell a text by its first token."""
    path = folder / "1_Pooling" / "config.json"
    return path.exists() and bool(json.loads(path.read_text()).get("pooling_mode_cls_token"))
