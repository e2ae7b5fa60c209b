"""The addresses of the status widget: what the shop's page loads, what stands in the frame, and an example."""

from django.urls import path

from refunds.views.portal import widget, widget_demo

app_name = "widget"

urlpatterns = [
    path("widget.js", widget.script, name="script"),
    path("", widget.widget, name="status"),
    path("demo/", widget_demo.demo, name="demo"),
]
