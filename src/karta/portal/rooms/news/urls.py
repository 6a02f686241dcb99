from django.urls import path, re_path

from karta.portal.rooms.news import views

app_name = "news"
# Pages have every address that nothing else has, but no page hides what programs and the team ask for: an address
# without a language that were a page's in one would be sent on there.
PAGES = (
    r"^((?!(?:api|embed|oembed|healthz|readyz|metrics|static|media|gallery|documents|team|curation|account)/)"
    r"(?:[\w\-]+/)*)$"
)
urlpatterns = [
    path("news/", views.news_list, name="list"),
    re_path(r"^news/feed\.(?P<form>atom|json)$", views.feed, name="feed"),
    path("news/items.csv", views.items_csv, name="csv"),
    path("search/", views.search, name="search"),
    path("team/texts/", views.board, name="board"),
    path("team/texts/names/<int:page_id>/", views.names, name="names"),
]
