"""What the two files of one man say."""

from datetime import date

from tests.fixtures_people import id_number

BIRTH = date(1955, 3, 12)
RIGHT, WRONG = id_number(BIRTH, serial=101), id_number(BIRTH, serial=110)
FIRST = {
    "id_number": RIGHT, "birth": BIRTH, "phone": "13812340000", "categories": ["R02"], "tags": ["combat"],
    "address": "横渠村3组12号", "service": [(date(1974, 12, 1), date(1979, 1, 1), "army", "班长")],
}  # fmt: skip
SECOND = {
    "id_number": WRONG, "birth": BIRTH, "phone": "13812340000", "categories": ["R02", "R07"], "tags": ["merit"],
    "address": "横渠3组12号", "education": "初中", "service": [(date(1974, 12, 1), date(1979, 1, 1), "army", "班长")],
}  # fmt: skip
