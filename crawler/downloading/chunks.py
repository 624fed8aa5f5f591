"""Chunked responses, decoded as browsers decode them."""

from __future__ import annotations

import re

from twisted.web.http import _ChunkedTransferDecoder, _MalformedChunkedDataError

#: The longest line of a chunk's size (bytes), extensions included.
_LONGEST_LINE = 16 * 2**10
_SIZE = re.compile(rb"[0-9a-fA-F]{1,16}\Z")


class LenientChunks(_ChunkedTransferDecoder):
    """Twisted's, which also takes sizes with spaces around them or with odd extensions, lines that
    end in LF alone, and an end without its last empty line."""

    _zeros = False  # sizes are padded with zeros: a 0 without its line's end may go on

    def _dataReceived_CHUNK_LENGTH(self) -> bool:  # noqa: N802
        line = self._line()
        if line is None:
            if len(self._buffer) > _LONGEST_LINE:
                raise _MalformedChunkedDataError("a chunk's size has no end")
            return False
        size = line.partition(b";")[0].strip()
        if not _SIZE.match(size):
            raise _MalformedChunkedDataError(f"no chunk's size: {bytes(line[:80])!r}")
        self.length = int(size, 16)
        self._zeros |= self.length > 0 and size.startswith(b"0")
        self.state = "BODY" if self.length else "TRAILER"
        return True

    def _dataReceived_CRLF(self) -> bool:  # noqa: N802
        if self._buffer == b"\r":
            return False
        if not self._buffer.startswith((b"\r\n", b"\n")):
            raise _MalformedChunkedDataError("a chunk is longer than its size")
        self._line()
        self.state = "CHUNK_LENGTH"
        return True

    def _dataReceived_TRAILER(self) -> bool:  # noqa: N802
        line = self._line()
        self._receivedTrailerHeadersSize += len(line or b"")
        waiting = len(self._buffer) if line is None else 0
        if self._receivedTrailerHeadersSize + waiting > self._maxTrailerHeadersSize:
            raise _MalformedChunkedDataError("trailers that have no end")
        if line is None or line:
            return line is not None
        rest = bytes(self._buffer)
        self._buffer.clear()
        self.state = "FINISHED"
        self.finishCallback(rest)
        return False

    def _line(self) -> bytearray | None:
        """The next line, taken from the buffer; None while it has no end."""
        end = self._buffer.find(b"\n", self._start)
        if end < 0:
            self._start = len(self._buffer)
            return None
        line = self._buffer[:end].removesuffix(b"\r")
        del self._buffer[: end + 1]
        self._start = 0
        return line

    def noMoreData(self) -> None:  # noqa: N802
        """Raise _DataLoss unless the last chunk has come."""
        unended = self.state == "CHUNK_LENGTH" and self._buffer.strip() == b"0"
        if self.state != "TRAILER" and not (unended and not self._zeros):
            super().noMoreData()
