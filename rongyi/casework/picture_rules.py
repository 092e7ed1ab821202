"""What a definition asks of a portrait, as the checker and the cutter of the kernel read it."""

from rongyi.casework.procedures.schema import PictureCheck
from rongyi.kernel.files.portraits import PortraitRule

DAYS_A_MONTH = 30
WHITE_FROM, WHITE_SHARE, HEAD_SHARE, SMALLEST_CROP = 200, 0.9, 2 / 3, 200


def rule_of(picture: PictureCheck) -> PortraitRule:
    """What the definition asks of a portrait; how white is white is ours (本产品默认)."""
    return PortraitRule(
        width=picture.width, height=picture.height, min_bytes=picture.least_kb * 1024,
        max_bytes=picture.most_kb * 1024, dpi=300, head_share=HEAD_SHARE, smallest_crop=SMALLEST_CROP,
        white_from=WHITE_FROM if picture.white_ground else 0, white_share=WHITE_SHARE if picture.white_ground else 0.0,
        months=(picture.within_days or 0) // DAYS_A_MONTH,
    )  # fmt: skip
