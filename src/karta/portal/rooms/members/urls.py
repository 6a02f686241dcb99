from django.urls import path, re_path

from karta.portal.rooms.members.views import dues, own, public, team

app_name = "members"
urlpatterns = [
    path("members/", public.member_list, name="list"),
    path("members/members.csv", public.members_csv, name="csv"),
    path("members/join/", own.join, name="join"),
    path("members/mine/", own.mine, name="mine"),
    path("members/<int:membership_id>/statement/", own.statement, name="statement"),
    path("members/<int:membership_id>/withdraw/", own.withdraw, name="withdraw"),
    path("team/members/", team.membership_list, name="team"),
    path("team/members/new/", team.admit, name="admit"),
    path("team/members/<int:membership_id>/", team.membership, name="membership"),
    path("team/members/<int:membership_id>/move/", team.move, name="move"),
    path("team/members/<int:membership_id>/details/", team.details, name="details"),
    path("team/members/kinds/", team.kinds, name="kinds"),
    path("team/members/kinds/usual/", team.usual_kinds, name="usual_kinds"),
    path("team/members/kinds/<int:kind_id>/", team.kind, name="kind"),
    path("team/members/dues/", dues.overview, name="dues"),
    path("team/members/dues/charge/", dues.charge, name="charge"),
    path("team/members/dues/terms/", dues.dues_terms, name="terms"),
    re_path(r"^team/members/dues\.(?P<form>csv|xlsx)$", dues.dues_file, name="dues_file"),
    path("team/members/charges/<int:charge_id>/pay/", dues.pay, name="pay"),
    path("team/members/charges/<int:charge_id>/waive/", dues.waive, name="waive"),
    path("team/members/charges/<int:charge_id>/unwaive/", dues.unwaive, name="unwaive"),
    path("team/members/payments/<int:payment_id>/take-back/", dues.take_back, name="take_back"),
]
