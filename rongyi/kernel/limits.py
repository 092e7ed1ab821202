"""Limits and times of keeping, as the file `definitions/limits/default.yaml` says."""

from typing import cast

from pydantic import Field

from rongyi.kernel.definitions import Definition, FaultyDefinition, Words, load_one
from rongyi.kernel.definitions.loading import Part

FOLDER, NAME = "limits", "default"


class Exports(Part):
    people_without_approval: int = Field(default=200, ge=1, le=10_000)
    request_days: int = Field(default=3, ge=1, le=30)
    file_days: int = Field(default=7, ge=1, le=90)


class OpenedADay(Part):
    """How many different people's files one account opens in a day."""

    ordinary: int = Field(default=100, ge=1, le=100_000)
    by_role: dict[str, int] = Field(default_factory=dict)
    most_for_one_day: int = Field(default=2000, ge=1, le=100_000)

    def of(self, roles: frozenset[str]) -> int:
        return max((self.by_role.get(role, self.ordinary) for role in roles), default=self.ordinary)


class Api(Part):
    """Requests in a minute."""

    of_token: int = Field(default=3000, ge=10, le=1_000_000)
    of_address: int = Field(default=12_000, ge=10, le=1_000_000)


class KeepDays(Part):
    submissions: int = Field(default=30, ge=1, le=366)
    invitations: int = Field(default=30, ge=1, le=366)
    opened: int = Field(default=30, ge=2, le=366)


class Files(Part):
    """How soon every stored file is read anew and compared with its checksum."""

    whole_within_days: int = Field(default=30, ge=1, le=366)
    at_least_a_night: int = Field(default=500, ge=1, le=1_000_000)


class Limits(Definition):
    exports: Exports = Exports()
    opened_a_day: OpenedADay = OpenedADay()
    api: Api = Api()
    keep_days: KeepDays = KeepDays()
    files: Files = Files()


USUAL = Limits(title=Words(zh="限额", en="Limits"), source="composed")


def limits() -> Limits:
    """The numbers in force. security: a faulty file opens no door, the usual numbers hold until it is mended."""
    try:
        loaded = load_one(FOLDER, NAME)
    except FaultyDefinition:
        return USUAL
    return cast(Limits, loaded.content) if loaded else USUAL
