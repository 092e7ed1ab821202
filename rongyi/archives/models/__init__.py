"""What the archive room keeps and what happens to it. Papers with a secrecy grade do not belong in this system."""

from rongyi.archives.models.checking import FileFault, FileRound
from rongyi.archives.models.counting import Sighting, StockTake
from rongyi.archives.models.destroying import Destruction, DestructionItem
from rongyi.archives.models.holdings import Box, Fonds, Piece, PiecePerson, Series
from rongyi.archives.models.lending import Loan
from rongyi.archives.models.scans import Leaf, Scan

__all__ = [
    "Box", "Destruction", "DestructionItem", "FileFault", "FileRound", "Fonds", "Leaf", "Loan", "Piece", "PiecePerson",
    "Scan", "Series", "Sighting", "StockTake",
]  # fmt: skip
