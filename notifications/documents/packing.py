"""A docx as its parts, and parts as a docx whose bytes follow from them alone."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

_FIRST = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def parts_of(file: bytes) -> dict[str, bytes]:
    """What is inside a docx, by name."""
    with zipfile.ZipFile(BytesIO(file)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A docx of these parts: in one order, without a clock, the same on every system."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(parts, key=lambda n: (n != _FIRST, n)):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            archive.writestr(info, parts[name])
    return file.getvalue()


def same(one: bytes, other: bytes) -> bool:
    """Two docx files are one document: byte by byte, or, where another zlib packed one of them, part by part."""
    return one == other or parts_of(one) == parts_of(other)
