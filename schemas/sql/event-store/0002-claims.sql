-- The class of the advisory locks that serialise appends to a lane: a constant per schema, so that several stores can
-- share a database.
do $$
begin
    execute format(
        'create function lane_lock_class() returns integer language sql immutable parallel safe as ''select %s''',
        hashtext('bina event store lane ' || current_schema())
    );
end
$$;

-- Takes and gives back unique values for the appends whose outcome is still 0; answers the appends that came too late,
-- having taken nothing for those.
create function claim(
    a_tenant text[], a_category text[], a_stream uuid[], a_outcome smallint[],
    k_append integer[], k_kind text[], k_digest bytea[], k_release boolean[]
) returns integer[] language plpgsql volatile
set search_path from current
as $$
declare
    v_losers integer[];
    v_tenants text[];
    v_kinds text[];
    v_digests bytea[];
    v_streams uuid[];
begin
    -- In key order, so that callers who want the same values wait in turn.
    with wanted as (
        insert into unique_claims (tenant, kind, digest, category, stream_id)
        select a.tenant, k.kind, k.digest, a.category, a.stream
        from unnest(k_append, k_kind, k_digest, k_release) k (append, kind, digest, release)
        join unnest(a_tenant, a_category, a_stream, a_outcome)
            with ordinality a (tenant, category, stream, outcome, number) on a.number = k.append
        where a.outcome = 0 and not k.release
        order by a.tenant, k.kind, k.digest
        on conflict do nothing
        returning tenant, kind, digest, stream_id
    )
    select array_agg(tenant), array_agg(kind), array_agg(digest), array_agg(stream_id)
    into v_tenants, v_kinds, v_digests, v_streams
    from wanted;

    select array_agg(distinct k.append) into v_losers
    from unnest(k_append, k_kind, k_digest, k_release) k (append, kind, digest, release)
    join unnest(a_tenant, a_category, a_stream, a_outcome)
        with ordinality a (tenant, category, stream, outcome, number) on a.number = k.append
    where a.outcome = 0 and not k.release
        and (
            select u.stream_id = a.stream and u.category = a.category
            from unique_claims u
            where u.tenant = a.tenant and u.kind = k.kind and u.digest = k.digest
        ) is not true;

    if v_losers is not null then
        delete from unique_claims u
        using unnest(v_tenants, v_kinds, v_digests, v_streams) t (tenant, kind, digest, stream)
        where u.tenant = t.tenant and u.kind = t.kind and u.digest = t.digest
            and t.stream in (select a_stream[loser] from unnest(v_losers) loser);
    end if;

    delete from unique_claims u
    using unnest(k_append, k_kind, k_digest, k_release) k (append, kind, digest, release),
        unnest(a_tenant, a_category, a_stream, a_outcome)
            with ordinality a (tenant, category, stream, outcome, number)
    where k.release and a.number = k.append and a.outcome = 0 and k.append <> all (coalesce(v_losers, '{}'))
        and u.tenant = a.tenant and u.kind = k.kind and u.digest = k.digest
        and u.stream_id = a.stream and u.category = a.category;

    return v_losers;
end
$$;
