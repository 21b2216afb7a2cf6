"""A model as one word for an address: its exact text, compressed; never any data."""

from __future__ import annotations

import base64
import binascii
import zlib

from core.errors import ModelError
from core.model.partable import ParTable
from core.model.syntax import MAX_BYTES, parse

# The format of the word, so that a later one can be told from it.
VERSION = "1"
# Servers and chat programs cut addresses that are longer.
LONGEST_LINK = 8_000
BROKEN = "The link holds no model that can be read; it may have been cut off. Ask for it again."


def to_link(table: ParTable) -> str:
    """The model as characters that an address may hold; raises ModelError where it is too long for one."""
    packed = zlib.compress(str(table).encode("utf-8", "surrogatepass"), 9)
    word = VERSION + base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")
    if len(word) > LONGEST_LINK:
        text = f"The model is too long for a link ({len(word):,} characters; {LONGEST_LINK:,} is the limit)."
        raise ModelError("link_long", f"{text} Save it as a project file.")
    return word


def from_link(word: str) -> ParTable:
    """The model in a link, read by the same parser as any text; raises ModelError or SyntaxFault.

    What unpacks to more than a model may have is refused before it is unpacked.
    """
    if len(word) > LONGEST_LINK:
        raise ModelError("link_long", "The link is longer than any that Pathlight makes, so it is not read.")
    if word[:1] != VERSION:
        raise ModelError("link_version", BROKEN)
    try:
        packed = base64.b64decode(word[1:] + "=" * (-len(word[1:]) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(packed, MAX_BYTES + 1)
        whole = unpacker.eof and not unpacker.unused_data
        source = text.decode("utf-8", "surrogatepass")
    except (binascii.Error, ValueError, zlib.error) as fault:
        raise ModelError("link_broken", BROKEN) from fault
    if len(text) > MAX_BYTES:
        raise ModelError("link_long", "The model in the link is longer than 100 kB, which is the limit.")
    if not whole:
        raise ModelError("link_broken", BROKEN)
    return parse(source)
