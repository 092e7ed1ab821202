"""Months as 2026-11."""

from datetime import date

from rongyi.kernel.money import month_of

__all__ = ["first_day", "month_of", "months_back", "next_month", "previous_month", "span"]


def first_day(month: str) -> date:
    return date(int(month[:4]), int(month[5:7]), 1)


def months_back(month: str, count: int) -> str:
    """The month so many before; negative counts go on."""
    number = int(month[:4]) * 12 + int(month[5:7]) - 1 - count
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def previous_month(month: str) -> str:
    return months_back(month, 1)


def next_month(month: str) -> str:
    return months_back(month, -1)


def span(first: str, last: str) -> list[str]:
    """Every month from the first up to and with the last."""
    months = []
    while first <= last:
        months.append(first)
        first = next_month(first)
    return months
