-- penstock:allow CIT204 because a failed build is found by its invalid index, dropped IF EXISTS and built again
create index concurrently if not exists invoice_due on app.invoice (tenant, due);
