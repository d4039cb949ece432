-- How far a projection has come. Run with search_path set to the projection's schema.

-- One row per projection, service and lane: everything up to sequence is applied, nothing after it.
create table checkpoints (
    projection text collate "C" not null,
    source text collate "C" not null,
    lane smallint not null,
    sequence bigint not null,
    -- The last event applied, when it was recorded, and by which store; null before the first.
    event_id uuid,
    recorded_at timestamptz,
    store uuid,
    updated_at timestamptz not null default clock_timestamp(),
    primary key (projection, source, lane)
) with (fillfactor = 50);

-- Where a consumer goes on reading each partition, and whose turn it is: a batch of an owner whose epoch has passed
-- changes nothing.
create table offsets (
    projection text collate "C" not null,
    topic text collate "C" not null,
    partition integer not null,
    -- The next offset to read; null before the first batch.
    next_offset bigint,
    leader_epoch integer,
    owner_epoch bigint not null,
    updated_at timestamptz not null default clock_timestamp(),
    primary key (projection, topic, partition)
) with (fillfactor = 50);
