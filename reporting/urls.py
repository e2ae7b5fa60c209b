"""The pages of finance, under /staff/finance/."""

from django.urls import path

from reporting.views import (
    closings,
    dashboard,
    gap,
    home,
    network_limits,
    packs,
    rates,
    statement_batches,
    statements,
    tax,
)

app_name = "reporting"

urlpatterns = [
    path("", home.home, name="home"),
    path("tiles/", home.tiles, name="tiles"),
    path("dashboards/", dashboard.dashboards, name="dashboards"),
    path("dashboards/<slug:name>/", dashboard.dashboard, name="dashboard"),
    path("figures/<slug:measure>/", dashboard.figures, name="figures"),
    path("network-limits/", network_limits.network_limits, name="network_limits"),
    path("statement-batches/", statement_batches.batches, name="batches"),
    path("statement-batches/<str:reference>/", statement_batches.batch, name="batch"),
    path("statement-batches/<str:reference>/zip/", statement_batches.batch_zip, name="batch_zip"),
    path("rates/", rates.rates, name="rates"),
    path("rates/files/", rates.rate_files, name="rate_files"),
    path("rates/by-hand/", rates.rate_by_hand, name="rate_by_hand"),
    path("rates/currency/", rates.currency_choice, name="currency_choice"),
    path("rates/<int:rate_id>/removal/", rates.rate_removal, name="rate_removal"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<str:reference>/", statements.statement, name="statement"),
    path("statements/<str:reference>/pdf/", statements.statement_pdf, name="statement_pdf"),
    path("tax/", tax.tax, name="tax"),
    path("tax/table.csv", tax.tax_csv, name="tax_csv"),
    path("tax/lines/", tax.tax_lines, name="tax_lines"),
    path("tax/lines/table.csv", tax.tax_lines_csv, name="tax_lines_csv"),
    path("tax/one-stop-shop/", tax.oss, name="tax_oss"),
    path("tax/one-stop-shop/table.csv", tax.oss_csv, name="tax_oss_csv"),
    path("closings/", closings.closings, name="closings"),
    path("closings/<slug:reference>/", closings.closing, name="closing"),
    path("closings/<slug:reference>/closing/", closings.closing_closing, name="closing_closing"),
    path("closings/<slug:reference>/carrying-over/", closings.closing_carrying, name="closing_carrying"),
    path("closings/<slug:reference>/reopening/", closings.closing_reopening, name="closing_reopening"),
    path("closings/<slug:reference>/reopening/release/", closings.closing_release, name="closing_release"),
    path("closings/<slug:reference>/reopening/declining/", closings.closing_declining, name="closing_declining"),
    path("closings/<slug:reference>/reopening/withdrawal/", closings.closing_withdrawal, name="closing_withdrawal"),
    path("differences-explained/", gap.differences_explained, name="differences_explained"),
    path("packs/", packs.packs, name="packs"),
    path("packs/<slug:reference>/", packs.pack, name="pack"),
    path("packs/<slug:reference>/pdf/", packs.pack_file, {"ending": "pdf"}, name="pack_pdf"),
    path("packs/<slug:reference>/zip/", packs.pack_file, {"ending": "zip"}, name="pack_zip"),
]
