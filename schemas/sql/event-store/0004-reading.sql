-- Reading, as functions, so that a plan made for an empty table is never used on a full one.

-- The functions without settings of their own are put into the statements that call them, which brings rows to the
-- reader without a copy on the way; who calls them outside the others here gives its session the settings first.

-- The next events of a lane.
create function lane_page(p_lane smallint, p_after bigint, page_limit integer) returns setof events language sql stable
begin atomic
    select e.* from events e where e.lane = p_lane and e.sequence > p_after order by e.sequence limit page_limit;
end;

-- The lanes that were asked for, in that order, each with the sequence of its last event, 0 for an empty lane.
create function lanes_asked(p_lanes smallint[], p_after bigint[])
returns table (page_lane smallint, page_after bigint, head bigint) language sql stable
begin atomic
    select
        asked.lane,
        asked.after,
        coalesce((select e.sequence from events e where e.lane = asked.lane order by e.sequence desc limit 1), 0)
    from unnest(p_lanes, p_after) asked (lane, after)
    -- Keeps the head from being looked up again for every event of the lane.
    offset 0;
end;

-- The next events of several lanes, all as of one snapshot, and each lane's head as of the same.
-- At most page_limit events and about page_bytes of payload per lane, but at least one event if there is one.
create function lane_pages(p_lanes smallint[], p_after bigint[], page_limit integer, page_bytes bigint)
returns table (
    page_lane smallint, head bigint, lane smallint, sequence bigint, version bigint, tenant text, category text,
    stream_id uuid, event_id uuid, type text, payload text, occurred_at timestamptz, recorded_at timestamptz,
    command_id uuid, correlation_id uuid, causation_id uuid, actor text, traceparent text
) language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
-- The rows of a whole answer stay in memory until they are sent.
set work_mem = '16MB'
as $$
begin
    return query
    select
        asked.page_lane, asked.head, page.lane, page.sequence, page.version, page.tenant, page.category,
        page.stream_id, page.event_id, page.type, page.payload, page.occurred_at, page.recorded_at, page.command_id,
        page.correlation_id, page.causation_id, page.actor, page.traceparent
    from lanes_asked(p_lanes, p_after) asked
    cross join lateral (
        select (count(*) filter (where sized.bytes_before < page_bytes))::integer as events
        from (
            select
                sum(octet_length(e.payload)) over (order by e.sequence rows unbounded preceding)
                    - octet_length(e.payload) as bytes_before
            from lane_page(asked.page_lane, asked.page_after, page_limit) e
        ) sized
    ) bound
    left join lateral lane_page(asked.page_lane, asked.page_after, bound.events) page on true
    order by asked.page_lane, page.sequence;
end
$$;

-- The sequence of each lane's last event, 0 for an empty lane.
create function lane_heads() returns table (head_lane smallint, head bigint) language plpgsql stable
set search_path from current
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
begin
    return query
    select asked.page_lane, asked.head
    from store s
    cross join lateral lanes_asked(
        array(select l::smallint from generate_series(0, s.lanes - 1) l), array_fill(0::bigint, array[s.lanes])
    ) asked;
end
$$;

-- A stream's newest snapshot above p_after, if a schema is asked for and there is one, then the events after it, or
-- after p_after.
create function load_stream(p_tenant text, p_category text, p_stream uuid, p_after bigint, p_schema integer)
returns table (snapshot_state bytea, snapshot_version bigint, event events) language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_after bigint := p_after;
begin
    if p_schema is not null then
        select s.state, s.version into snapshot_state, snapshot_version
        from snapshots s
        where s.tenant = p_tenant and s.category = p_category and s.stream_id = p_stream and s.schema = p_schema
            and s.version > p_after;
        if found then
            v_after := snapshot_version;
            return next;
        end if;
    end if;
    return query
    select null::bytea, null::bigint, e
    from events e
    where e.stream_id = p_stream and e.category = p_category and e.tenant = p_tenant and e.version > v_after
    order by e.version;
end
$$;

-- Those of the commands that were recorded, each with the id of its last event.
create function find_commands(p_tenants text[], p_ids uuid[])
returns table (
    found_tenant text, found_id uuid, found_category text, found_stream uuid, found_version bigint,
    found_lane smallint, found_sequence bigint, found_fingerprint bytea, last_event uuid
) language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
    return query
    select
        c.tenant, c.command_id, c.category, c.stream_id, c.version, c.lane, c.sequence, c.fingerprint,
        (select e.event_id from events e where e.lane = c.lane and e.sequence = c.sequence)
    from unnest(p_tenants, p_ids) asked (tenant, id)
    join commands c on c.command_id = asked.id and c.tenant = asked.tenant;
end
$$;

-- Those of the values that are held, and by which stream.
create function find_claims(p_tenants text[], p_kinds text[], p_digests bytea[])
returns table (found_tenant text, found_kind text, found_digest bytea, found_category text, found_stream uuid)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
    return query
    select u.tenant, u.kind, u.digest, u.category, u.stream_id
    from unnest(p_tenants, p_kinds, p_digests) asked (tenant, kind, digest)
    join unique_claims u on u.tenant = asked.tenant and u.kind = asked.kind and u.digest = asked.digest;
end
$$;
