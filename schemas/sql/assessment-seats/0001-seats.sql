-- What the assessment context has to know of enrolment, from its events: who has a seat in which batch, and who serves.
-- Run with search_path set to the projection's schema. Holds no personal values, not even sealed ones.

create table seats (
    tenant text collate "C" not null,
    batch_id uuid not null,
    civil_servant_id uuid not null,
    is_held boolean not null,
    primary key (tenant, batch_id, civil_servant_id)
);

create table civil_servants (
    tenant text collate "C" not null,
    civil_servant_id uuid not null,
    is_serving boolean not null,
    primary key (tenant, civil_servant_id)
);
