"""Addresses of the reporters' door; the cookie of their session goes to these alone."""

from django.urls import path

from benkan.apps.reporting import door_views as views

app_name = "reporting"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("invitation/", views.invitation, name="invitation"),
    path("persona/<str:username>/", views.persona, name="persona"),
    path("leave/", views.leave, name="leave"),
    path("send/", views.send, name="send"),
    path("reports/<str:number>/", views.report, name="report"),
    path("reports/<str:number>/questions/", views.questions, name="questions"),
    path("reports/<str:number>/receipt/", views.receipt, name="receipt"),
]
