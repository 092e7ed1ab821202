"""What the gallery shows: invented people, real place names."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.files.portrait_field import PortraitField
from rongyi.kernel.files.portraits import PortraitRule
from rongyi.kernel.sunburst import Node


class SampleForm(forms.Form):
    """One field of each shape."""

    name = forms.CharField(label=_("姓名"), help_text=_("和身份证上一样。"), max_length=50)
    number = forms.CharField(label=_("证件号"), required=True)
    day = forms.DateField(label=_("走访日期"), widget=forms.DateInput)
    station = forms.ChoiceField(label=_("服务站"), choices=[("", _("请选择")), ("1", _("常兴镇")), ("2", _("金渠镇"))])
    channel = forms.ChoiceField(
        label=_("方式"),
        widget=forms.RadioSelect,
        choices=[("home", _("上门")), ("phone", _("电话")), ("video", _("视频")), ("counter", _("窗口"))],
    )
    needs = forms.MultipleChoiceField(
        label=_("发现的需要"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("care", _("看病")), ("work", _("找工作")), ("house", _("住房"))],
    )
    note = forms.CharField(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photo = forms.FileField(label=_("照片"), required=False)
    agreed = forms.BooleanField(label=_("本人同意登记"))


class PortraitForm(forms.Form):
    """The portrait with its cutting tool; the numbers of a real room come from its definition."""

    portrait = PortraitField(
        label=_("证件照"), help_text=_("正面、白底。"),
        rule=PortraitRule(352, 440, 20_480, 51_200, head_share=2 / 3, smallest_crop=264),
    )  # fmt: skip


TYPED = {"name": "王建国", "number": "610326195203071234", "channel": "home", "needs": ["care"]}
MONTHS = {
    "of": _("月份"),
    "unit": _("次"),
    "labels": ["6月", "7月", "8月", "9月", "10月", "11月"],
    "series": [
        {"name": "上门", "values": [62, 70, 58, 91, 84, 66]},
        {"name": "电话", "values": [31, 28, 40, 37, 45, 39]},
    ],
}
TOWNS = {
    "of": _("镇"),
    "unit": _("人"),
    "labels": ["常兴镇", "金渠镇", "槐芽镇"],
    "series": [{"name": "在册", "values": [812, 640, 575]}],
}
SHARE = {
    "unit": _("人"),
    "nodes": [
        {"name": "常兴镇", "children": [{"name": "尧柳村", "value": 64}, {"name": "柿林村", "value": 48}]},
        {"name": "金渠镇", "children": [{"name": "金渠村", "value": 52}, {"name": "田家寨村", "value": 37}]},
    ],
}
TREE = [
    {
        "label": "眉县",
        "url": "#county",
        "count": 8012,
        "open": True,
        "children": [
            {
                "label": "常兴镇",
                "url": "#town",
                "count": 812,
                "children": [{"label": "尧柳村", "url": "#village", "count": 64}],
            },
            {"label": "金渠镇", "url": "#town2", "count": 640},
        ],
    }
]
TILES = [
    {"label": "齐镇", "value": 411, "level": 0, "col": 1, "row": 1, "note": _("本月未走访")},
    {"label": "常兴镇", "value": 812, "level": 3, "col": 2, "row": 1, "url": "#town"},
    {"label": "槐芽镇", "value": 575, "level": 2, "col": 3, "row": 1, "url": "#town"},
    {"label": "金渠镇", "value": 640, "level": 1, "col": 2, "row": 2, "url": "#town"},
]
BURST = [
    Node(
        "常兴镇",
        812,
        "#town",
        "812",
        4,
        [Node("常兴村", 500, "#town", "500", 1), Node("柿林村", 312, "#town", "312", 2)],
    ),
    Node("槐芽镇", 575, "#town", "575", 2, [Node("槐芽村", 575, "#town", "575", 3)]),
    Node("齐镇", 411, level=0),
]
BURST_LEVELS = [(0, "0"), (1, "1"), (2, "2"), (3, "3"), (4, "4")]
TIMELINE = [
    {
        "when": "2026年11月20日",
        "iso": "2026-11-20",
        "title": _("节日慰问"),
        "text": _("送去慰问品,老人腿疼,想去县医院看。"),
        "url": "#fact",
        "tag": _("上门"),
        "tone": "good",
        "by": "李建军 · 尧柳村服务站",
    },
    {
        "when": "2026年9月3日",
        "iso": "2026-09-03",
        "title": _("电话问候"),
        "tag": _("已撤回"),
        "tone": "bad",
        "gone": True,
    },
    {"when": "2026年7月31日", "iso": "2026-07-31", "title": _("建档"), "tag": _("登记"), "tone": "still"},
]
CONFLICT = [
    {"label": _("电话"), "mine": "138****0000", "theirs": "139****2222", "differs": True},
    {"label": _("住址"), "mine": _("尧柳村二组"), "theirs": _("尧柳村二组"), "differs": False},
]
ROWS = [
    {
        "name": "王建国",
        "number": "610326********1234",
        "station": "尧柳村",
        "state": _("已走访"),
        "tone": "good",
        "count": 12,
    },
    {
        "name": "王健",
        "number": "610326********5678",
        "station": "柿林村",
        "state": _("该走访了"),
        "tone": "warn",
        "count": 3,
    },
    {
        "name": "欧阳·买买提",
        "number": "610326********9012",
        "station": "金渠村",
        "state": _("已迁出"),
        "tone": "still",
        "count": 0,
    },
]
PEOPLE = [
    {"value": "1", "label": "王建国", "detail": "尧柳村", "tag": _("参战"), "tone": "bad"},
    {"value": "2", "label": "王健", "detail": "柿林村"},
]
# fmt: off
ICONS = [
    "home", "search", "person", "people", "visit", "phone", "video", "counter", "ledger", "chart", "network",
    "shield", "key", "import", "export", "print", "plus", "check", "warn", "info", "clock", "edit", "undo",
    "withdraw", "lock", "eye", "menu", "close", "next", "down", "language", "elder", "sun", "moon", "help",
    "feedback", "station", "calendar", "star", "logout", "inbox", "settings",
]
# fmt: on
STEPS = [_("找到本人"), _("填写情况"), _("核对"), _("完成")]
TABS = [{"label": _("基本"), "url": "#a", "current": True}, {"label": _("走访"), "url": "#b", "count": 12}]
CRUMBS = [{"label": _("人员"), "url": "#people"}, {"label": "王建国"}]
EFFECTS = [_("台账和数字里不再算这一条。"), _("时间线上留下撤回的记录和您的名字。")]
