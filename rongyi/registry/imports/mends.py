"""What the clerk does about each reason; it stands in the report beside the reason."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MENDS = {
    "required": gettext_lazy("补填这一格。"),
    "id_check_digit": gettext_lazy("照身份证原件改这一格。"),
    "id_form": gettext_lazy("照身份证原件改这一格。"),
    "id_date": gettext_lazy("照身份证原件改这一格。"),
    "id_future": gettext_lazy("照身份证原件改这一格。"),
    "id_too_old": gettext_lazy("照身份证原件改这一格。"),
    "id_as_number": gettext_lazy("把这一列设成“文本”格式,照身份证原件重填。"),
    "birth_differs": gettext_lazy("以身份证为准:改号码,或把出生日期改成号码里的日期。"),
    "sex_differs": gettext_lazy("照身份证原件核对号码和性别。"),
    "name_character": gettext_lazy("只留姓名,删去其他符号。"),
    "phone_form": gettext_lazy("改成11位手机号码,或留空。"),
    "lunar": gettext_lazy("换算成公历日期,或留空。"),
    "era": gettext_lazy("换算成公历日期,或留空。"),
    "date_form": gettext_lazy("写成 1985-03-12 或 1985年3月,或留空。"),
    "date_two_ways": gettext_lazy("写成 1985-01 或 1985-10 的样子。"),
    "future": gettext_lazy("核对年份。"),
    "period": gettext_lazy("核对入伍、退役日期。"),
    "unknown_station": gettext_lazy("改成本站范围内的村(社区)名或12位代码,或留空。"),
    "ambiguous_station": gettext_lazy("在村名前写上镇(街道)名。"),
    "invalid": gettext_lazy("从可写的词里选一个,或留空。"),
    "grade": gettext_lazy("照残疾军人证改。"),
    "too_long": gettext_lazy("写短一些。"),
    "formula_error": gettext_lazy("把公式换成文字。"),
    "contradicts": gettext_lazy("只留下对的一行,删去另一行。"),
    "held": gettext_lazy("不用改。请报告上级服务站核对。"),
    "deceased": gettext_lazy("人还健在的,先在档案里更正;确已去世的,删去这一行。"),
    "merged": gettext_lazy("在并入的那份档案里修改,删去这一行。"),
    "name_differs": gettext_lazy("核对姓名和号码;确实改名的,在档案里改。"),
    "station_differs": gettext_lazy("住处没变的,不用管;确已迁走的,在档案里办“转到别的站”。"),
    "moved_on": gettext_lazy("再导入一次,看新的结果。"),
}


def mend_of(code: str) -> str:
    return str(MENDS.get(code, _("按说明改正后再导入。")))
