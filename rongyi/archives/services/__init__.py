"""What is done in the archive room; each of these is one act, on record."""

from rongyi.archives.services.arranging import (
    PieceInput,
    describe_box,
    describe_piece,
    file_piece,
    fill_boxes,
    open_fonds,
    set_people,
)
from rongyi.archives.services.counting import close_count, see_piece, start_count
from rongyi.archives.services.destroying import (
    approve_destruction,
    carry_out,
    propose_destruction,
    refuse_destruction,
)
from rongyi.archives.services.lending import LoanInput, give_back, lend
from rongyi.archives.services.scanning import (
    open_piece,
    order_pages,
    prepare_scan,
    remove_scan,
    scan_in,
    take_original,
)

__all__ = [
    "LoanInput", "PieceInput", "approve_destruction", "carry_out", "close_count", "describe_box", "describe_piece",
    "file_piece", "fill_boxes", "give_back", "lend", "open_fonds", "open_piece", "order_pages", "prepare_scan",
    "propose_destruction", "refuse_destruction", "remove_scan", "scan_in", "see_piece", "set_people", "start_count",
    "take_original",
]  # fmt: skip
