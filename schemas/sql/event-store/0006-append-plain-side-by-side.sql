-- append_plain() once more, with its rows taken from arrays in the select list. There the server steps through the arrays
-- side by side; in the from clause it first stores all rows and reads them again, which cost 5 us for each event. The
-- arrays of a group have the same length, or the shorter ones would give nulls, which the tables refuse.
--
-- What the parameters are, and why this is apart from append(), stands in 0005-append-plain.sql; only the lanes need no
-- longer come in ascending order, as the caller adds to them while it does not know yet what else will come.
do $$
begin
    execute replace(
        $sql$
create or replace function @schema@.append_plain(
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

    -- Ascending, so that two callers can never wait for each other.
    perform pg_advisory_xact_lock(v_class, l.lane)
    from (select lane from unnest(h_lane) lane order by lane offset 0) l;

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
    from (
        select
            unnest(c_slot) slot, unnest(c_place) place, unnest(c_tenant) tenant, unnest(c_category) category,
            unnest(c_stream) stream, unnest(c_version) as version, unnest(c_id) id, unnest(c_fingerprint) fingerprint
    ) c;

    insert into @schema@.events (
        lane, sequence, tenant, category, stream_id, version, event_id, type, payload, occurred_at,
        command_id, correlation_id, causation_id, actor, traceparent
    )
    select
        h_lane[e.slot], v_heads[e.slot] + e.place, e.tenant, e.category, e.stream, e.version, e.id, e.type, e.payload,
        e.occurred_at, e.command, e.correlation, e.causation, e.actor, e.traceparent
    from (
        select
            unnest(e_slot) slot, unnest(e_place) place, unnest(e_tenant) tenant, unnest(e_category) category,
            unnest(e_stream) stream, unnest(e_version) as version, unnest(e_id) id, unnest(e_type) as type,
            unnest(e_payload) payload, unnest(e_occurred_at) occurred_at, unnest(e_command) command,
            unnest(e_correlation) correlation, unnest(e_causation) causation, unnest(e_actor) actor,
            unnest(e_traceparent) traceparent
    ) e;
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
