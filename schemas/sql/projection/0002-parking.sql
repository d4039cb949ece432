-- Streams that a projection could not go on with, each since one poisonous event. Run with search_path set to the
-- projection's schema.

create table parked_streams (
    projection text collate "C" not null,
    source text collate "C" not null,
    tenant text collate "C" not null,
    category text collate "C" not null,
    stream_id uuid not null,
    -- The event at fault.
    version bigint not null,
    event_id uuid not null,
    type text collate "C" not null,
    -- Why, without any part of the event's content.
    reason text not null,
    parked_at timestamptz not null default clock_timestamp(),
    primary key (projection, stream_id, category, tenant, source)
);

-- Their events since then, the poisonous one first, kept until the stream is released.
create table parked_events (
    projection text collate "C" not null,
    source text collate "C" not null,
    tenant text collate "C" not null,
    category text collate "C" not null,
    stream_id uuid not null,
    version bigint not null,
    lane smallint not null,
    sequence bigint not null,
    event_id uuid not null,
    type text collate "C" not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    command_id uuid not null,
    correlation_id uuid not null,
    causation_id uuid,
    actor text not null,
    traceparent text,
    payload text not null,
    primary key (projection, stream_id, category, tenant, source, version)
);

-- Events that an operator decided to leave out, for the record.
create table skipped_events (
    projection text collate "C" not null,
    source text collate "C" not null,
    tenant text collate "C" not null,
    category text collate "C" not null,
    stream_id uuid not null,
    version bigint not null,
    event_id uuid not null,
    type text collate "C" not null,
    fault text not null,
    reason text not null,
    -- Who decided, as the token's subject says.
    skipped_by text not null,
    skipped_at timestamptz not null default clock_timestamp(),
    primary key (projection, stream_id, category, tenant, source, version)
);
