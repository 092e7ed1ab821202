from django.urls import path

from rongyi.casework.views import acting, case, lists, opening, papers, rules

app_name = "casework"
urlpatterns = [
    path("", lists.case_list, name="list"),
    path("hand-over", lists.hand_over_all, name="hand_over_all"),
    path("new", opening.choose, name="choose"),
    path("new/<slug:name>", opening.open_one, name="open"),
    path("rules", rules.rule_list, name="rules"),
    path("rules/<slug:name>", rules.rule, name="rule"),
    path("<uuid:pk>", case.case_page, name="case"),
    path("<uuid:pk>/take", case.take, name="take"),
    path("<uuid:pk>/reveal", case.reveal, name="reveal"),
    path("<uuid:pk>/do/<slug:key>", acting.do, name="do"),
    path("<uuid:pk>/side/<slug:key>", acting.side, name="side"),
    path("<uuid:pk>/papers/<slug:key>", papers.material, name="material"),
    path("<uuid:pk>/papers/<slug:key>/file", papers.material_file, name="material_file"),
    path("<uuid:pk>/documents/<uuid:document>", papers.document, name="document"),
    path("<uuid:pk>/documents/<uuid:document>/deliver", papers.deliver, name="deliver"),
]
