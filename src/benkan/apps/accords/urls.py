"""Addresses of this slice's pages. No identifier of a convention has an underscore, so ``in_work`` is nobody's page."""

from django.urls import path

from benkan.apps.accords import draft_views, text_views, views

app_name = "accords"
DRAFT = "in_work/<slug:identifier>/<int:version>/"
urlpatterns = [
    path("", views.index, name="list"),
    path("add/", views.add, name="add"),
    path("in_work/", draft_views.new, name="new"),
    path(DRAFT, draft_views.detail, name="draft"),
    path(f"{DRAFT}edit/", draft_views.edit, name="draft-edit"),
    path(f"{DRAFT}text/", draft_views.text, name="draft-text"),
    path(f"{DRAFT}file/", draft_views.file, name="draft-file"),
    path(f"{DRAFT}paper/", text_views.draft_paper, name="draft-paper"),
    path(f"{DRAFT}propose/", draft_views.propose, name="draft-propose"),
    path(f"{DRAFT}say/", draft_views.say, name="draft-say"),
    path(f"{DRAFT}take-over/", draft_views.take_over, name="draft-take-over"),
    path(f"{DRAFT}prepare/", draft_views.prepare, name="draft-prepare"),
    path(f"{DRAFT}sign/", draft_views.sign, name="draft-sign"),
    path(f"{DRAFT}put-aside/", draft_views.put_aside, name="draft-put-aside"),
    path(f"{DRAFT}enforce/", draft_views.enforce, name="draft-enforce"),
    path("<slug:identifier>/", views.detail, name="detail"),
    path("<slug:identifier>/text/", views.text, name="text"),
    path("<slug:identifier>/amend/", draft_views.amend, name="amend"),
    path("<slug:identifier>/difference/", text_views.difference, name="difference"),
    path("<slug:identifier>/paper/", text_views.paper, name="paper"),
    path("<slug:identifier>/suspend/", views.suspend, name="suspend"),
    path("<slug:identifier>/resume/", views.resume, name="resume"),
]
