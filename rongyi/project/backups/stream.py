"""Sealed streams: a file is cut into pieces, each sealed in its place, so that a change, a swap or a cut is noticed.

Layout: magic, length and text of the open header, then pieces of 4-byte length and sealed bytes. Every piece is bound
to the whole header, its number and whether it is the last.
"""

import hashlib
import json
import struct
from typing import BinaryIO

from rongyi.kernel.crypto import aead
from rongyi.kernel.crypto.keyring import keyring
from rongyi.kernel.errors import Refused

MAGIC = b"RONGYI-BACKUP-1\n"
LENGTH = struct.Struct(">I")
PIECE_BYTES = 1024 * 1024
MOST_HEADER_BYTES = 64 * 1024
MOST_PIECE_BYTES = PIECE_BYTES + 1024


class NotABackup(Refused):
    """The file is something else, or not whole."""

    code = "not_a_backup"


def _place(header: bytes, number: int, *, last: bool) -> bytes:
    return b"backup" + hashlib.sha256(header).digest() + struct.pack(">Q?", number, last)


class SealedWriter:
    """A writable binary file for tarfile; `close` writes the last piece, without which a backup is not whole."""

    def __init__(self, target: BinaryIO, header: dict):
        self._target, self._header = target, json.dumps(header, ensure_ascii=False).encode()
        self._key, self._waiting, self._number = keyring().subkey("backup"), bytearray(), 0
        target.write(MAGIC + LENGTH.pack(len(self._header)) + self._header)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE_BYTES:
            self._seal(PIECE_BYTES, last=False)
        return len(data)

    def close(self) -> None:
        self._seal(len(self._waiting), last=True)

    def _seal(self, size: int, *, last: bool) -> None:
        piece = bytes(self._waiting[:size])
        del self._waiting[:size]
        sealed = aead.seal(self._key, piece, _place(self._header, self._number, last=last))
        self._target.write(LENGTH.pack(len(sealed)) + sealed)
        self._number += 1


class SealedReader:
    """A readable binary file for tarfile."""

    def __init__(self, source: BinaryIO):
        self._source, self._raw_header = source, _header_bytes(source)
        self._open, self._number, self._ended = bytearray(), 0, False
        self._next = self._sealed_piece()

    def read(self, size: int) -> bytes:
        while len(self._open) < size and not self._ended:
            self._unseal()
        data = bytes(self._open[:size])
        del self._open[:size]
        return data

    def _unseal(self) -> None:
        piece, self._next = self._next, self._sealed_piece()
        self._ended = self._next == b""
        place = _place(self._raw_header, self._number, last=self._ended)
        try:
            self._open += aead.open_sealed(
                keyring().subkey("backup"), piece, place, place=f"backup piece {self._number}"
            )
        except aead.SealBroken as error:
            raise NotABackup(f"备份文件损坏或不完整(第 {self._number + 1} 段打不开),没有改动任何数据。") from error
        self._number += 1

    def _sealed_piece(self) -> bytes:
        raw = self._source.read(LENGTH.size)
        if not raw:
            return b""
        size = LENGTH.unpack(raw)[0] if len(raw) == LENGTH.size else 0
        piece = self._source.read(size) if size <= MOST_PIECE_BYTES else b""
        if not piece or len(piece) != size:
            raise NotABackup("备份文件不完整,没有改动任何数据。请换另一份备份。")
        return piece


def read_header(source: BinaryIO) -> dict:
    """What the backup says of itself before anything is opened; leaves the source at its start."""
    header = json.loads(_header_bytes(source))
    source.seek(0)
    return header


def _header_bytes(source: BinaryIO) -> bytes:
    if source.read(len(MAGIC)) != MAGIC:
        raise NotABackup("这不是戎驿的备份文件。")
    raw = source.read(LENGTH.size)
    size = LENGTH.unpack(raw)[0] if len(raw) == LENGTH.size else 0
    if not 0 < size <= MOST_HEADER_BYTES:
        raise NotABackup("备份文件的开头已损坏。")
    return source.read(size)
