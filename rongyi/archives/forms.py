"""Forms of the archive room. They read what was typed; rules are the services'."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.archives.models import Piece
from rongyi.archives.papers import LAYOUTS
from rongyi.archives.policy import policy_now
from rongyi.archives.queries import Shelf, fonds_list, stations_without_fonds
from rongyi.archives.services import LoanInput, PieceInput
from rongyi.kernel import clock
from rongyi.kernel.files.checks import SCANS
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor
from rongyi.registry.queries import people_visible

STATES = [
    ("", _("全部")), ("kept", _("在馆")), ("out", _("借出")), ("unboxed", _("未装盒")), ("destroyed", _("已销毁")),
]  # fmt: skip
LISTED_YEARS = 60


def _ids(values) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return found


class PeopleField(forms.MultipleChoiceField):
    """Ids that the search put into the page; who is out of sight is refused by the service."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value) -> bool:
        return bool(_ids([value]))

    def clean(self, value) -> list[UUID]:
        return _ids(super().clean(value))


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or many files; what is in them is looked at by the service."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in files]


class FondsForm(forms.Form):
    station = forms.ChoiceField(label=_("单位"))
    number = forms.CharField(
        label=_("全宗号"), max_length=4, help_text=_("4位数字或大写字母,由县档案馆给定。一经使用不能修改。")
    )
    name = forms.CharField(
        label=_("全宗名称"), max_length=60, required=False, help_text=_("不填就用单位的名称。印在目录和盒脊上。")
    )

    def __init__(self, *args, actor: Actor, **given):
        super().__init__(*args, **given)
        self.stations = {s.code: s for s in stations_without_fonds(actor)}
        self.fields["station"].choices = [("", _("请选择")), *((c, s.name) for c, s in self.stations.items())]


class WithPeople(forms.Form):
    """A form on which people may be named."""

    people = PeopleField(label=_("涉及人员"), required=False)

    def __init__(self, *args, actor: Actor, **given):
        super().__init__(*args, **given)
        self.actor = actor

    def chosen(self) -> list[dict]:
        """The people that are in the form now, for the page that comes back."""
        ids = self.data.getlist("people") if self.is_bound else self.initial.get("people", [])
        rows = people_visible(self.actor).filter(pk__in=_ids(ids)).order_by("sort_name")
        return [{"value": str(p.pk), "label": p.name} for p in rows]


class DescriptionForm(WithPeople):
    """What is said of a paper and may be mended later."""

    title = forms.CharField(
        label=_("题名"), max_length=200, help_text=_("照文件标题写。没有标题的自己拟一个,外加方括号“[ ]”。")
    )
    made_on = forms.DateField(label=_("文件日期"), widget=forms.DateInput)
    pages = forms.IntegerField(
        label=_("页数"), min_value=1, max_value=9999, initial=1, help_text=_("有字有图的都算一页。")
    )
    responsible = forms.CharField(
        label=_("责任者"), max_length=60, required=False, help_text=_("制发文件的单位或个人。")
    )
    document_number = forms.CharField(label=_("文号"), max_length=40, required=False)
    remark = forms.CharField(label=_("备注"), max_length=200, required=False)
    is_personal = forms.BooleanField(label=_("涉及个人,查看时要写理由"), required=False)


class PieceForm(DescriptionForm):
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    fonds = forms.ChoiceField(label=_("全宗"))
    category = forms.ChoiceField(label=_("档案门类"))
    year = forms.IntegerField(
        label=_("归档年度"), min_value=1949, required=False, help_text=_("不填就是文件日期所在的年份。")
    )
    retention = forms.ChoiceField(label=_("保管期限"), widget=forms.RadioSelect)
    subject = forms.ChoiceField(label=_("机构(问题)"), required=False)

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        policy, self.known = policy_now(), {str(f.pk): f for f in fonds_list(self.actor)}
        self.fields["fonds"].choices = [(pk, str(f)) for pk, f in self.known.items()]
        self.fields["category"].choices = [(c.code, str(c.title)) for c in policy.categories]
        self.fields["retention"].choices = [(r.code, str(r.title)) for r in policy.retentions]
        self.fields["subject"].choices = [("", "—"), *((s.code, str(s.title)) for s in policy.subjects)]

    def given(self) -> PieceInput:
        data = {key: value for key, value in self.cleaned_data.items() if key != "fonds"}
        return PieceInput(**{**data, "id": data["id"] or uuid7(), "year": data["year"] or 0})


class DescribeForm(DescriptionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def changes(self) -> dict:
        return {key: self.cleaned_data[key] for key in self.cleaned_data if key not in ("version", "people")}


class CatalogueFilter(forms.Form):
    """No title in it: this form is sent by GET."""

    fonds = forms.ChoiceField(label=_("全宗"), required=False)
    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    retention = forms.ChoiceField(label=_("保管期限"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)

    def __init__(self, *args, actor: Actor, **given):
        super().__init__(*args, **given)
        this_year = clock.today().year
        self.fields["fonds"].choices = [("", _("全部")), *((str(f.pk), str(f)) for f in fonds_list(actor))]
        years = range(this_year, this_year - LISTED_YEARS, -1)
        self.fields["year"].choices = [("", _("全部")), *((y, str(y)) for y in years)]
        self.fields["retention"].choices = [("", _("全部")), *((r.code, str(r.title)) for r in policy_now().retentions)]

    def asked(self) -> Shelf:
        wanted = {key: value for key, value in self.cleaned_data.items() if value} if self.is_valid() else {}
        return Shelf(**{**wanted, **({"fonds": UUID(wanted["fonds"])} if "fonds" in wanted else {})})


class FindForm(forms.Form):
    q = forms.CharField(label=_("题名、文号或档号"), max_length=60)


class ScanForm(forms.Form):
    files = FilesField(
        label=_("扫描文件"), help_text=_("可以一次选多个:%(types)s,每个不超过 %(most)d MB。按选择的先后排页。")
        % {"types": "jpg、png、tif、pdf", "most": SCANS.max_bytes >> 20},
    )  # fmt: skip

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["files"].widget.attrs["accept"] = SCANS.accept


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"), max_length=100, help_text=_("例如:核对退役时间。谁、什么时候、为什么查看,都会留下记录。")
    )


class LoanForm(forms.Form):
    borrower = PeopleField(label=_("本系统同事"), required=False)
    name = forms.CharField(label=_("外单位借阅人姓名"), max_length=50, required=False)
    organisation = forms.CharField(label=_("借阅人单位"), max_length=60, required=False)
    purpose = forms.CharField(label=_("借阅目的"), max_length=200)
    due_on = forms.DateField(label=_("应还日期"), widget=forms.DateInput)

    def given(self) -> LoanInput:
        data = self.cleaned_data
        return LoanInput(**{**data, "borrower": data["borrower"][0] if data["borrower"] else None})


class GiveBackForm(forms.Form):
    condition = forms.CharField(label=_("归还时的情况"), max_length=100, required=False, initial=_("完好"))


class FillForm(forms.Form):
    thickness_mm = forms.TypedChoiceField(label=_("用多厚的盒子"), coerce=int)

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        boxes = policy_now().boxes
        self.fields["thickness_mm"].choices = [
            (mm, _("%(mm)d 毫米(约 %(pages)d 页)") % {"mm": mm, "pages": boxes.holds(mm)}) for mm in boxes.spines_mm
        ]


class BoxForm(forms.Form):
    shelf = forms.CharField(label=_("存放位置"), max_length=40, required=False, help_text=_("例如:1号柜2层。"))
    note = forms.CharField(
        label=_("盒内文件情况说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("缺损、修改、补充、移出、销毁等情况。"),
    )  # fmt: skip
    arranged_by = forms.CharField(label=_("整理人"), max_length=50, required=False)
    arranged_on = forms.DateField(label=_("整理日期"), required=False, widget=forms.DateInput)
    checked_by = forms.CharField(label=_("检查人"), max_length=50, required=False)
    checked_on = forms.DateField(label=_("检查日期"), required=False, widget=forms.DateInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def changes(self) -> dict:
        return {key: value for key, value in self.cleaned_data.items() if key != "version"}


class LabelForm(forms.Form):
    layout = forms.ChoiceField(
        label=_("标签纸"), choices=[(k, v.label) for k, v in LAYOUTS.items()],
        initial="a4_3x8",
    )  # fmt: skip
    skip = forms.IntegerField(
        label=_("前面空出几格"), min_value=0, max_value=23, initial=0, required=False,
        help_text=_("这张标签纸用过一部分时,填已经用掉的格数。"),
    )  # fmt: skip


class CountForm(forms.Form):
    fonds = forms.ChoiceField(label=_("全宗"))

    def __init__(self, *args, actor: Actor, **given):
        super().__init__(*args, **given)
        self.known = {str(f.pk): f for f in fonds_list(actor)}
        self.fields["fonds"].choices = [(pk, str(f)) for pk, f in self.known.items()]


class SeeForm(forms.Form):
    code = forms.CharField(
        label=_("扫码,或输入档号、盒号"), max_length=300,
        help_text=_("先扫盒上的码,再逐件扫。手工输入时,盒号前写“盒”,例如:盒12。"),
    )  # fmt: skip
    box = forms.UUIDField(required=False, widget=forms.HiddenInput)


class DestroyForm(forms.Form):
    pieces = forms.MultipleChoiceField(label=_("要销毁的档案"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("销毁理由"), max_length=200)

    def __init__(self, *args, due: list[Piece], **given):
        super().__init__(*args, **given)
        self.fields["pieces"].choices = [(str(p.pk), f"{p.code}  {p.title}") for p in due]

    def clean_pieces(self) -> list[UUID]:
        return _ids(self.cleaned_data["pieces"])


class DecideForm(forms.Form):
    opinion = forms.CharField(label=_("意见"), max_length=200, required=False)


class CarryOutForm(forms.Form):
    witness = forms.CharField(label=_("监销人"), max_length=50, help_text=_("在场监督销毁的另一位同志的姓名。"))
