-- Appends many independent stream appends in one statement: each is taken or refused as a whole, by its own merits.
--
-- The locks make lane sequences gap-free and visible in order. A lane's lock is taken before its head is read and is
-- released after the commit is visible; every statement of a volatile function under READ COMMITTED takes a new
-- snapshot. So whoever holds the lock sees all earlier numbers of the lane, and no reader can see a later number
-- before an earlier one.
--
-- a_*: one element per append. a_expected: the version, or -1 for any, -2 for "exists"; a_events: how many events.
-- c_*: one per command, c_append counts appends from 1, c_last is its last event's number within the append.
-- e_*: one per event, e_number counts from 1 within the append.
-- k_*: one per claim or release.
-- Within one call no stream, command id or claimed value may occur in two appends.
--
-- Answers one element per append. outcome: 0 appended, 1 another version, 2 a command was recorded before, 3 a value
-- is claimed by another stream. version: the stream's before the append. sequence: the lane's before the append.
create function append(
    a_tenant text[], a_category text[], a_stream uuid[], a_lane smallint[], a_expected bigint[], a_events integer[],
    c_append integer[], c_tenant text[], c_id uuid[], c_fingerprint bytea[], c_last integer[],
    e_append integer[], e_number integer[], e_id uuid[], e_type text[], e_payload text[], e_occurred_at timestamptz[],
    e_command uuid[], e_correlation uuid[], e_causation uuid[], e_actor text[], e_traceparent text[],
    k_append integer[], k_kind text[], k_digest bytea[], k_release boolean[],
    out outcome smallint[], out version bigint[], out sequence bigint[]
) language plpgsql volatile
set search_path from current
-- One plan for ever, and never one that was right for an empty table.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
#variable_conflict use_column
declare
    v_class constant integer := lane_lock_class();
    v_repeated integer[];
    v_losers integer[];
    v_lane smallint;
    v_head bigint;
    v_next bigint[] := array[]::bigint[];
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'append() needs the isolation level read committed, not %', current_setting('transaction_isolation')
            using errcode = 'feature_not_supported',
            hint = 'A fixed snapshot cannot see what was appended while waiting for a lane.';
    end if;

    -- Ascending, so that two callers can never wait for each other; the outer select locks in the inner one's order.
    perform pg_advisory_xact_lock(v_class, l.lane)
    from (select distinct lane from unnest(a_lane) lane order by lane offset 0) l;

    -- Nearly always nothing stands in the way. Then the constraints alone decide, in the moment of writing, which saves
    -- the look-ups before it. On their first objection it is all undone, and done again with care below.
    if cardinality(k_append) = 0 and 0 <= all (a_expected) then
        begin
            for v_lane, v_head in
                select
                    l.lane,
                    (select e.sequence from events e where e.lane = l.lane order by e.sequence desc limit 1)
                from (select distinct lane from unnest(a_lane) lane) l
            loop
                v_next[v_lane] := coalesce(v_head, 0);
            end loop;
            for i in 1 .. cardinality(a_lane) loop
                v_lane := a_lane[i];
                sequence[i] := v_next[v_lane];
                v_next[v_lane] := v_next[v_lane] + a_events[i];
            end loop;
            if 0 = all (a_expected) or not exists (
                select from unnest(a_tenant, a_category, a_stream, a_expected) a (tenant, category, stream, expected)
                where a.expected > 0 and a.expected is distinct from (
                    select e.version from events e
                    where e.stream_id = a.stream and e.category = a.category and e.tenant = a.tenant
                    order by e.version desc limit 1
                )
            ) then
                -- The commands first: a repeated one leaves no dead event behind.
                insert into commands (tenant, command_id, fingerprint, category, stream_id, version, lane, sequence)
                select
                    a_tenant[c.append], c.id, c.fingerprint, a_category[c.append], a_stream[c.append],
                    a_expected[c.append] + c.last, a_lane[c.append], sequence[c.append] + c.last
                from unnest(c_append, c_id, c_fingerprint, c_last) c (append, id, fingerprint, last);
                insert into events (
                    lane, sequence, tenant, category, stream_id, version, event_id, type, payload, occurred_at,
                    command_id, correlation_id, causation_id, actor, traceparent
                )
                select
                    a_lane[e.append], sequence[e.append] + e.number, a_tenant[e.append], a_category[e.append],
                    a_stream[e.append], a_expected[e.append] + e.number, e.id, e.type, e.payload, e.occurred_at, e.command,
                    e.correlation, e.causation, e.actor, e.traceparent
                from unnest(
                    e_append, e_number, e_id, e_type, e_payload, e_occurred_at, e_command, e_correlation, e_causation,
                    e_actor, e_traceparent
                ) e (
                    append, number, id, type, payload, occurred_at, command, correlation, causation, actor, traceparent
                );
                outcome := array_fill(0::smallint, array[cardinality(a_lane)]);
                version := a_expected;
                return;
            end if;
        exception
            when unique_violation then
        end;
        outcome := null;
        version := null;
        sequence := null;
    end if;

    -- Scalar subqueries with a limit are index probes under every plan.
    select array_agg(c.append) into v_repeated
    from unnest(c_append, c_tenant, c_id) c (append, tenant, id)
    where (select true from commands r where r.command_id = c.id and r.tenant = c.tenant limit 1);

    select
        array_agg(a.actual order by a.number),
        array_agg(
            (case
                when a.number = any (v_repeated) then 2
                when a.expected = a.actual or a.expected = -1 or (a.expected = -2 and a.actual > 0) then 0
                else 1
            end)::smallint
            order by a.number
        )
    into version, outcome
    from (
        select
            a.number,
            a.expected,
            coalesce(
                (
                    select e.version from events e
                    where e.stream_id = a.stream and e.category = a.category and e.tenant = a.tenant
                    order by e.version desc limit 1
                ),
                0
            ) as actual
        from unnest(a_tenant, a_category, a_stream, a_expected)
            with ordinality a (tenant, category, stream, expected, number)
        offset 0
    ) a;

    if cardinality(k_append) > 0 then
        v_losers := claim(a_tenant, a_category, a_stream, outcome, k_append, k_kind, k_digest, k_release);
        for i in 1 .. coalesce(cardinality(v_losers), 0) loop
            outcome[v_losers[i]] := 3;
        end loop;
    end if;

    with head as materialized (
        select
            l.lane,
            coalesce((select e.sequence from events e where e.lane = l.lane order by e.sequence desc limit 1), 0) as sequence
        from (select distinct lane from unnest(a_lane) lane) l
    ),
    place as materialized (
        select
            a.number, a.tenant, a.category, a.stream, a.lane,
            a.version,
            head.sequence + sum(a.events) over (partition by a.lane order by a.number) - a.events as sequence
        from unnest(a_tenant, a_category, a_stream, a_lane, a_events, version, outcome)
            with ordinality a (tenant, category, stream, lane, events, version, outcome, number)
        join head on head.lane = a.lane
        where a.outcome = 0
    ),
    recorded_events as (
        insert into events (
            lane, sequence, tenant, category, stream_id, version, event_id, type, payload, occurred_at,
            command_id, correlation_id, causation_id, actor, traceparent
        )
        select
            p.lane, p.sequence + e.number, p.tenant, p.category, p.stream, p.version + e.number,
            e.id, e.type, e.payload, e.occurred_at, e.command, e.correlation, e.causation, e.actor, e.traceparent
        from unnest(
            e_append, e_number, e_id, e_type, e_payload, e_occurred_at, e_command, e_correlation, e_causation, e_actor,
            e_traceparent
        ) e (
            append, number, id, type, payload, occurred_at, command, correlation, causation, actor, traceparent
        )
        join place p on p.number = e.append
    ),
    recorded_commands as (
        insert into commands (tenant, command_id, fingerprint, category, stream_id, version, lane, sequence)
        select
            p.tenant, c.id, c.fingerprint, p.category, p.stream, p.version + c.last, p.lane, p.sequence + c.last
        from unnest(c_append, c_id, c_fingerprint, c_last) c (append, id, fingerprint, last)
        join place p on p.number = c.append
    )
    select array_agg(p.sequence order by a.number) into sequence
    from generate_series(1, cardinality(a_lane)) a (number)
    left join place p on p.number = a.number;
end
$$;
