-- The enrolment service's own view of the register and the catalogue, for lists and rules that look across streams.
-- Run with search_path set to the view's schema. Holds no personal values, not even sealed ones.

create table units (
    tenant text collate "C" not null,
    unit_id uuid not null,
    name text not null,
    code text,
    kind text not null,
    parent_id uuid,
    closed_on date,
    primary key (tenant, unit_id)
);

create index units_by_parent on units (tenant, parent_id) where parent_id is not null;

-- Where people stand, as of the last event.
create table civil_servants (
    tenant text collate "C" not null,
    civil_servant_id uuid not null,
    unit_id uuid not null,
    superior_id uuid,
    employment_kind text not null,
    started_on date not null,
    is_serving boolean not null,
    primary key (tenant, civil_servant_id)
);

create index civil_servants_by_unit on civil_servants (tenant, unit_id) where is_serving;

create table programmes (
    tenant text collate "C" not null,
    programme_id uuid not null,
    revision integer not null,
    code text not null,
    title text not null,
    form text not null,
    competence_group text not null,
    learning_hours integer not null,
    topics text not null,
    current_until date,
    retired_on date,
    primary key (tenant, programme_id)
);
