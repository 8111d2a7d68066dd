-- Written before the cluster, by a release that did not distribute them: production has rows in these tables.
create table app.invoice (
    tenant uuid not null,
    number int not null,
    customer text not null,
    due date,
    constraint invoice_pkey primary key (tenant, number)
);

create table app.invoice_line (
    tenant uuid not null,
    invoice_number int not null,
    line int not null,
    cents bigint not null,
    constraint invoice_line_pkey primary key (tenant, invoice_number, line),
    constraint invoice_line_invoice_fkey foreign key (tenant, invoice_number) references app.invoice on delete cascade
);
