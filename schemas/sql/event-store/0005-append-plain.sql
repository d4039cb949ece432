-- Appends to streams whose versions are known and that claim nothing: nearly all of a service's appends are such. The
-- caller has computed whatever can be known before the locks, so that only locking, heads and rows remain. Names are
-- qualified and nothing is set for the time of the call, as that cost as much as several events: the session has the
-- settings that append() makes, or a plan that was right for an empty table may be used on a full one.
--
-- h_*: the lanes, each once and ascending, and a sequence that each is known to have reached, 0 if nothing is known;
-- only the search of the lane's head begins there.
-- x_*: streams that are said to exist, with the version that they are said to have.
-- c_*: one per command. c_slot counts h_lane from 1; c_place counts the events of a lane in this call from 1, and is that
-- of the command's last event.
-- e_*: one per event, the same.
-- Within one call no stream and no command may occur in two appends.
--
-- Answers the sequence of each lane before the call, or null when something stands in the way: then nothing was written,
-- and append() finds out what it is. Lanes and streams are locked and checked as there.
do $$
begin
    execute replace(
        $sql$
create function @schema@.append_plain(
    h_lane smallint[], h_head bigint[],
    x_tenant text[], x_category text[], x_stream uuid[], x_version bigint[],
    c_slot integer[], c_place integer[], c_tenant text[], c_category text[], c_stream uuid[], c_version bigint[],
    c_id uuid[], c_fingerprint bytea[],
    e_slot integer[], e_place integer[], e_tenant text[], e_category text[], e_stream uuid[], e_version bigint[],
    e_id uuid[], e_type text[], e_payload text[], e_occurred_at timestamptz[], e_command uuid[], e_correlation uuid[],
    e_causation uuid[], e_actor text[], e_traceparent text[]
) returns bigint[] language plpgsql volatile
as $body$
declare
    v_class constant integer := @schema@.lane_lock_class();
    v_heads bigint[];
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'append_plain() needs the isolation level read committed, not %',
            current_setting('transaction_isolation')
            using errcode = 'feature_not_supported',
            hint = 'A fixed snapshot cannot see what was appended while waiting for a lane.';
    end if;

    perform pg_advisory_xact_lock(v_class, l.lane) from unnest(h_lane) l (lane);

    -- A bound that is too high finds nothing, as after the restoration of a backup; then there is none.
    select array_agg(
        coalesce(
            (
                select e.sequence from @schema@.events e where e.lane = l.lane and e.sequence >= l.head
                order by e.sequence desc limit 1
            ),
            (select e.sequence from @schema@.events e where e.lane = l.lane order by e.sequence desc limit 1),
            0
        )
    )
    into v_heads
    from unnest(h_lane, h_head) l (lane, head);

    -- Together with the key of the stream's next version, which is about to be written, this is the stream's version:
    -- versions have no gaps.
    if cardinality(x_stream) > 0 and exists (
        select from unnest(x_tenant, x_category, x_stream, x_version) x (tenant, category, stream, version)
        where (
            select true from @schema@.events e
            where e.stream_id = x.stream and e.category = x.category and e.tenant = x.tenant and e.version = x.version
            limit 1
        ) is not true
    ) then
        return null;
    end if;

    -- The commands first: a repeated one leaves no dead event behind.
    insert into @schema@.commands (tenant, command_id, fingerprint, category, stream_id, version, lane, sequence)
    select c.tenant, c.id, c.fingerprint, c.category, c.stream, c.version, h_lane[c.slot], v_heads[c.slot] + c.place
    from unnest(c_slot, c_place, c_tenant, c_category, c_stream, c_version, c_id, c_fingerprint)
        c (slot, place, tenant, category, stream, version, id, fingerprint);

    insert into @schema@.events (
        lane, sequence, tenant, category, stream_id, version, event_id, type, payload, occurred_at,
        command_id, correlation_id, causation_id, actor, traceparent
    )
    select
        h_lane[e.slot], v_heads[e.slot] + e.place, e.tenant, e.category, e.stream, e.version, e.id, e.type, e.payload,
        e.occurred_at, e.command, e.correlation, e.causation, e.actor, e.traceparent
    from unnest(
        e_slot, e_place, e_tenant, e_category, e_stream, e_version, e_id, e_type, e_payload, e_occurred_at, e_command,
        e_correlation, e_causation, e_actor, e_traceparent
    ) e (
        slot, place, tenant, category, stream, version, id, type, payload, occurred_at, command, correlation, causation,
        actor, traceparent
    );
    return v_heads;
exception
    when unique_violation then return null;
end
$body$
        $sql$,
        '@schema@',
        quote_ident(current_schema())
    );
end
$$;
