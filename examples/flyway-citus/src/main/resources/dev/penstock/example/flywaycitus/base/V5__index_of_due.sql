-- A build that failed has left an invalid index of this name, which IF NOT EXISTS would take for the wanted one.
drop index concurrently if exists app.invoice_due;
create index concurrently invoice_due on app.invoice (tenant, due);
