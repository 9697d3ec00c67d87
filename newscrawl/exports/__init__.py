"""Results to take along: the formats that command line and web page have in common, and what a file says of itself."""

from newscrawl.exports.formats import FORMATS, Format
from newscrawl.exports.manifest import Manifest, in_words, make_manifest

__all__ = ["FORMATS", "Format", "Manifest", "in_words", "make_manifest"]
