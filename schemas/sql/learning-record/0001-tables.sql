-- The learning record: what each civil servant has learned, is learning and plans to learn.
-- Run with search_path set to the projection's schema. Personal values stay sealed in here; they are opened when read.

-- Names of units, for the record's heading.
create table units (
    tenant text collate "C" not null,
    unit_id uuid not null,
    name text not null,
    closed_on date,
    primary key (tenant, unit_id)
);

-- The person a record is about, as of the last event.
create table civil_servants (
    tenant text collate "C" not null,
    civil_servant_id uuid not null,
    number text,
    name text,
    employment_kind text not null,
    rank text not null,
    unit_id uuid not null,
    post_title text not null,
    post_level text not null,
    superior_id uuid,
    started_on date not null,
    left_on date,
    erased_at timestamptz,
    primary key (tenant, civil_servant_id)
);

create table batches (
    tenant text collate "C" not null,
    batch_id uuid not null,
    programme_id uuid not null,
    title text not null,
    form text not null,
    learning_hours integer not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    status text not null,
    primary key (tenant, batch_id)
);

-- One row per person and batch: where that person stands, as of the last event.
create table participations (
    tenant text collate "C" not null,
    civil_servant_id uuid not null,
    batch_id uuid not null,
    status text not null,
    changed_at timestamptz not null,
    enrolled_at timestamptz,
    ended_at timestamptz,
    learning_hours integer,
    primary key (tenant, civil_servant_id, batch_id)
);

-- The ledger of learning hours (jam pelajaran), one row per entry.
create table hours_entries (
    tenant text collate "C" not null,
    civil_servant_id uuid not null,
    entry_id uuid not null,
    source text not null,
    batch_id uuid,
    form text not null,
    started_on date not null,
    ended_on date not null,
    awarded integer not null,
    counted integer not null,
    status text not null,
    limits text[] not null,
    rate_card text not null,
    title text,
    primary key (tenant, civil_servant_id, entry_id)
);

-- Every event that is about a person, in words of its own: the record's timeline opens its source event from here.
create table timeline (
    tenant text collate "C" not null,
    civil_servant_id uuid not null,
    occurred_at timestamptz not null,
    version bigint not null,
    stream_id uuid not null,
    event_id uuid not null,
    category text collate "C" not null,
    type text collate "C" not null,
    payload text not null,
    primary key (tenant, civil_servant_id, stream_id, category, version)
);
