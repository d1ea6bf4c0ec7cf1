"""Writes the few protobuf messages an ONNX model consists of.

The package `onnx` would do this too, but it comes compiled per Python version, pulls in NumPy, and its
bytes may change with its version; the digest of our model may not. Field numbers: `onnx.proto`.
"""

import struct

FLOAT, INT64 = 1, 7
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_INTS = 1, 2, 7
_VARINT, _BYTES, _FIXED32 = 0, 2, 5


def _varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3 | _VARINT) + _varint(number)


def _bytes(field: int, content) -> bytes:
    if isinstance(content, str):
        content = content.encode("utf-8")
    return _varint(field << 3 | _BYTES) + _varint(len(content)) + content


def _float(field: int, number: float) -> bytes:
    return _varint(field << 3 | _FIXED32) + struct.pack("<f", number)


def attribute(name: str, value) -> bytes:
    """`AttributeProto` of a float, an integer or a list of integers."""
    if isinstance(value, float):
        return _bytes(1, name) + _float(2, value) + _number(20, _ATTRIBUTE_FLOAT)
    if isinstance(value, int):
        return _bytes(1, name) + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    return _bytes(1, name) + b"".join(_number(8, number) for number in value) + _number(20, _ATTRIBUTE_INTS)


def node(operator: str, inputs, outputs, **attributes) -> bytes:
    """`NodeProto`, named after its first output."""
    message = b"".join(_bytes(1, name) for name in inputs) + b"".join(_bytes(2, name) for name in outputs)
    message += _bytes(3, outputs[0]) + _bytes(4, operator)
    return message + b"".join(_bytes(5, attribute(name, attributes[name])) for name in sorted(attributes))


def tensor(name: str, element_type: int, shape, little_endian: bytes) -> bytes:
    """`TensorProto` with raw data."""
    dimensions = b"".join(_number(1, size) for size in shape)
    return dimensions + _number(2, element_type) + _bytes(8, name) + _bytes(9, little_endian)


def value_info(name: str, element_type: int, shape) -> bytes:
    """`ValueInfoProto`; a dimension given as text is free."""
    dimensions = b"".join(
        _bytes(1, _bytes(2, size) if isinstance(size, str) else _number(1, size)) for size in shape
    )
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, element_type) + _bytes(2, dimensions)))


def model(graph_name: str, nodes, initializers, inputs, outputs, opset: int) -> bytes:
    """`ModelProto` of one graph over the standard operators."""
    graph = b"".join(_bytes(1, message) for message in nodes) + _bytes(2, graph_name)
    graph += b"".join(_bytes(5, message) for message in initializers)
    graph += b"".join(_bytes(11, message) for message in inputs)
    graph += b"".join(_bytes(12, message) for message in outputs)
    ir_version = 9
    return _number(1, ir_version) + _bytes(2, "shortlist") + _bytes(7, graph) + _bytes(8, _number(2, opset))
