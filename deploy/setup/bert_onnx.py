"""Turns the weights of all-MiniLM-L6-v2 (a BERT) into an ONNX graph, in fp32.

Inputs are `input_ids`, `attention_mask` and `token_type_ids` (batch × sequence, int64); the output is
`last_hidden_state` (batch × sequence × 384). The mean over the tokens is the caller's. Architecture:
Devlin et al., "BERT", 2019, with post-layer normalisation and the exact GELU.
"""

import array
import json
import struct
import sys

import onnx_wire as wire

HIDDEN, HEADS, LAYERS = 384, 12, 6
HEAD = HIDDEN // HEADS
EPSILON = 1e-12
OPSET = 20  # the first with Gelu
# Added to the attention scores of padding: the softmax of it is 0 beside any real score.
MASKED = -3.0e38


def from_safetensors(content: bytes) -> bytes:
    """The ONNX file for the weights in a safetensors file."""
    return _Graph(_Weights(content)).build()


class _Weights:
    """safetensors: a length, a JSON header of offsets, then little-endian numbers."""

    def __init__(self, content: bytes):
        (length,) = struct.unpack("<Q", content[:8])
        self._header = json.loads(content[8 : 8 + length])
        self._data = memoryview(content)[8 + length :]

    def raw(self, name: str) -> bytes:
        start, end = self._header[name]["data_offsets"]
        if self._header[name]["dtype"] != "F32":
            raise ValueError(f"{name} is not fp32")
        return bytes(self._data[start:end])

    def shape(self, name: str):
        return self._header[name]["shape"]


def transposed(raw: bytes, columns: int) -> bytes:
    """A row-major matrix of fp32 numbers, with rows and columns exchanged."""
    numbers = array.array("f")
    numbers.frombytes(raw)
    flipped = array.array("f")
    for column in range(columns):
        flipped.extend(numbers[column::columns])
    return flipped.tobytes()


class _Graph:
    def __init__(self, weights: _Weights):
        if sys.byteorder != "little":
            raise ValueError("the weights are little-endian and so must the machine be")
        self._weights = weights
        self._nodes = []
        self._initializers = []

    def build(self) -> bytes:
        self._constants()
        self._attention_bias()
        hidden = self._embeddings()
        for layer in range(LAYERS):
            hidden = self._layer(layer, hidden)
        self._node("Identity", [hidden], "last_hidden_state")
        shape = ["batch", "sequence"]
        names = ("input_ids", "attention_mask", "token_type_ids")
        inputs = [wire.value_info(name, wire.INT64, shape) for name in names]
        outputs = [wire.value_info("last_hidden_state", wire.FLOAT, [*shape, HIDDEN])]
        return wire.model("all-MiniLM-L6-v2", self._nodes, self._initializers, inputs, outputs, OPSET)

    def _node(self, operator: str, inputs, output: str, **attributes) -> str:
        self._nodes.append(wire.node(operator, inputs, [output], **attributes))
        return output

    def _floats(self, name: str, shape, raw: bytes) -> str:
        self._initializers.append(wire.tensor(name, wire.FLOAT, shape, raw))
        return name

    def _integers(self, name: str, numbers) -> str:
        raw = struct.pack(f"<{len(numbers)}q", *numbers)
        self._initializers.append(wire.tensor(name, wire.INT64, [len(numbers)], raw))
        return name

    def _weight(self, name: str) -> str:
        return self._floats(name, self._weights.shape(name), self._weights.raw(name))

    def _constants(self) -> None:
        self._floats("one", [], struct.pack("<f", 1.0))
        self._floats("masked", [], struct.pack("<f", MASKED))
        self._floats("attention_scale", [], struct.pack("<f", HEAD**-0.5))
        self._integers("zero_index", [0])
        self._integers("head_axes", [1, 2])
        self._integers("split_heads", [0, 0, HEADS, HEAD])
        self._integers("join_heads", [0, 0, HIDDEN])

    def _attention_bias(self) -> None:
        """0 for a token and `MASKED` for padding, as batch × 1 × 1 × sequence."""
        self._node("Cast", ["attention_mask"], "mask_float", to=wire.FLOAT)
        self._node("Sub", ["one", "mask_float"], "mask_inverted")
        self._node("Mul", ["mask_inverted", "masked"], "mask_bias_flat")
        self._node("Unsqueeze", ["mask_bias_flat", "head_axes"], "mask_bias")

    def _embeddings(self) -> str:
        words = self._weight("embeddings.word_embeddings.weight")
        positions = self._weight("embeddings.position_embeddings.weight")
        types = self._weight("embeddings.token_type_embeddings.weight")
        self._node("Shape", ["input_ids"], "sequence_length", start=1, end=2)
        self._node("Slice", [positions, "zero_index", "sequence_length", "zero_index"], "position_vectors")
        self._node("Gather", [words, "input_ids"], "word_vectors", axis=0)
        self._node("Gather", [types, "token_type_ids"], "type_vectors", axis=0)
        self._node("Add", ["word_vectors", "type_vectors"], "word_and_type")
        self._node("Add", ["word_and_type", "position_vectors"], "embedding_sum")
        return self._normalized("embeddings.LayerNorm", "embedding_sum")

    def _normalized(self, weights: str, source: str) -> str:
        inputs = [source, self._weight(f"{weights}.weight"), self._weight(f"{weights}.bias")]
        return self._node("LayerNormalization", inputs, f"{weights}.out", axis=-1, epsilon=EPSILON)

    def _linear(self, weights: str, source: str) -> str:
        """source · Wᵀ + b; PyTorch stores W as outputs × inputs."""
        outputs, inputs = self._weights.shape(f"{weights}.weight")
        matrix = transposed(self._weights.raw(f"{weights}.weight"), inputs)
        name = self._floats(f"{weights}.weight", [inputs, outputs], matrix)
        product = self._node("MatMul", [source, name], f"{weights}.product")
        return self._node("Add", [product, self._weight(f"{weights}.bias")], f"{weights}.out")

    def _layer(self, layer: int, hidden: str) -> str:
        prefix = f"encoder.layer.{layer}"
        attended = self._linear(f"{prefix}.attention.output.dense", self._attention(prefix, hidden))
        self._node("Add", [attended, hidden], f"{prefix}.attention.residual")
        middle = self._normalized(f"{prefix}.attention.output.LayerNorm", f"{prefix}.attention.residual")
        inner = self._linear(f"{prefix}.intermediate.dense", middle)
        self._node("Gelu", [inner], f"{prefix}.gelu")
        outer = self._linear(f"{prefix}.output.dense", f"{prefix}.gelu")
        self._node("Add", [outer, middle], f"{prefix}.residual")
        return self._normalized(f"{prefix}.output.LayerNorm", f"{prefix}.residual")

    def _attention(self, prefix: str, hidden: str) -> str:
        query = self._heads(f"{prefix}.attention.self.query", hidden, [0, 2, 1, 3])
        key = self._heads(f"{prefix}.attention.self.key", hidden, [0, 2, 3, 1])
        value = self._heads(f"{prefix}.attention.self.value", hidden, [0, 2, 1, 3])
        scores = self._node("MatMul", [query, key], f"{prefix}.scores")
        scaled = self._node("Mul", [scores, "attention_scale"], f"{prefix}.scores_scaled")
        masked = self._node("Add", [scaled, "mask_bias"], f"{prefix}.scores_masked")
        shares = self._node("Softmax", [masked], f"{prefix}.shares", axis=-1)
        context = self._node("MatMul", [shares, value], f"{prefix}.context_by_head")
        turned = self._node("Transpose", [context], f"{prefix}.context_turned", perm=[0, 2, 1, 3])
        return self._node("Reshape", [turned, "join_heads"], f"{prefix}.context")

    def _heads(self, weights: str, hidden: str, order) -> str:
        """A projection, split into heads; `order` turns (batch, token, head, size) as needed."""
        projected = self._linear(weights, hidden)
        split = self._node("Reshape", [projected, "split_heads"], f"{weights}.split")
        return self._node("Transpose", [split], f"{weights}.heads", perm=order)
