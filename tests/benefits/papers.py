"""What the bank sends back."""

from rongyi.benefits.models import Line, Run


def answer_csv(run: Run, failed: dict[int, str], *, only: set[int] | None = None, more: str = "") -> bytes:
    """An answer for each line that was sent; `failed` are numbers with the bank's reason."""
    rows = ["序号,户名,金额,结果,原因"]
    lines = Line.objects.filter(county=run.county, run=run, state="sent").select_related("person").order_by("number")
    for line in lines:
        if only is None or line.number in only:
            yuan, why = f"{line.amount_fen // 100}.{line.amount_fen % 100:02d}", failed.get(line.number)
            rows.append(f"{line.number},{line.person.name},{yuan},{'失败' if why else '成功'},{why or ''}")
    return ("\r\n".join([*rows, *([more] if more else [])]) + "\r\n").encode("utf-8-sig")
