-- The append-only truth of one service. Run with search_path set to the service's schema.

-- One row: which store this is. A restored or rebuilt store gets a new identity.
create table store (
    only_row boolean primary key default true check (only_row),
    identity uuid not null default gen_random_uuid(),
    -- Of earlier generations: what was sent under them counts no more.
    former_identities uuid[] not null default '{}',
    lanes smallint not null check (lanes between 1 and 1024),
    created_at timestamptz not null default clock_timestamp()
);

-- Every fact, once, for ever: rows are inserted and never changed.
-- Columns stand in the order that needs least padding.
create table events (
    sequence bigint not null,
    version bigint not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null default clock_timestamp(),
    stream_id uuid not null,
    event_id uuid not null,
    command_id uuid not null,
    correlation_id uuid not null,
    causation_id uuid,
    lane smallint not null,
    tenant text collate "C" not null,
    category text collate "C" not null,
    type text collate "C" not null,
    actor text not null,
    traceparent text,
    payload text not null,
    -- A lane's sequence is gap-free and visible in order: see append().
    primary key (lane, sequence),
    -- The truth of optimistic concurrency.
    constraint events_stream_version unique (stream_id, category, tenant, version)
) with (fillfactor = 100, autovacuum_vacuum_insert_scale_factor = 0.05);

-- Which commands were recorded, so that asking twice is doing once. Pruned after a retention of days.
create table commands (
    version bigint not null,
    sequence bigint not null,
    recorded_at timestamptz not null default clock_timestamp(),
    command_id uuid not null,
    stream_id uuid not null,
    lane smallint not null,
    tenant text collate "C" not null,
    category text collate "C" not null,
    fingerprint bytea not null,
    primary key (command_id, tenant)
);
-- Rows are inserted in time order, so a block-range index finds the old ones at next to no cost.
create index commands_recorded_at on commands using brin (recorded_at) with (pages_per_range = 32);

-- Values that at most one stream of a tenant may hold, as keyed digests.
create table unique_claims (
    tenant text collate "C" not null,
    kind text collate "C" not null,
    digest bytea not null,
    category text collate "C" not null,
    stream_id uuid not null,
    primary key (tenant, kind, digest)
);

-- States kept to shorten loading; a cache that may be emptied at any time.
create table snapshots (
    tenant text collate "C" not null,
    category text collate "C" not null,
    stream_id uuid not null,
    schema integer not null,
    version bigint not null,
    state bytea not null,
    primary key (tenant, category, stream_id, schema)
);

-- How far the relay has brought each lane onto the bus, and the record that proves which bus it was.
create table relay_marks (
    lane smallint primary key,
    sequence bigint not null,
    topic text not null,
    partition integer not null,
    "offset" bigint not null,
    event_id uuid not null,
    updated_at timestamptz not null default clock_timestamp()
) with (fillfactor = 50);
