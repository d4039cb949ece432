-- Batches, who takes part in them, and what falls due: for lists, for rules that look across batches, for timers.
-- Run with search_path set to the view's schema. Holds no personal values, not even sealed ones.

create table batches (
    tenant text collate "C" not null,
    batch_id uuid not null,
    programme_id uuid not null,
    title text not null,
    form text not null,
    learning_hours integer not null,
    time_zone text not null,
    capacity integer not null,
    registration_opens_at timestamptz not null,
    registration_closes_at timestamptz not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    status text not null,
    primary key (tenant, batch_id)
);

create index batches_by_start on batches (tenant, starts_at, batch_id);
create index batches_by_programme on batches (tenant, programme_id, starts_at, batch_id);

create table sessions (
    tenant text collate "C" not null,
    batch_id uuid not null,
    session_id uuid not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    primary key (tenant, batch_id, session_id)
);

-- One row per person and batch: where that person stands, as of the last event.
create table participations (
    tenant text collate "C" not null,
    civil_servant_id uuid not null,
    batch_id uuid not null,
    status text not null,
    primary key (tenant, civil_servant_id, batch_id)
);

create index participations_by_batch on participations (tenant, batch_id, status);

-- Open offers of seats: when each falls due, which is never after the batch's cut-off.
create table timers (
    tenant text collate "C" not null,
    batch_id uuid not null,
    civil_servant_id uuid not null,
    offered_until timestamptz not null,
    due_at timestamptz not null,
    primary key (tenant, batch_id, civil_servant_id)
);

create index timers_by_due_time on timers (due_at);
