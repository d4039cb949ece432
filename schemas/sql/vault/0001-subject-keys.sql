-- The keys that personal data is sealed with, in a database of its own, so that a copy of the events alone tells
-- nothing about anybody. Run with search_path set to the vault's schema.
--
-- Least privilege: a service's role needs select and insert on the table, and update of (wrapped_key, destroyed_at).
-- It never needs delete: the row of an erased person stays, so that no second key is ever made for them.
create table subject_keys (
    tenant text collate "C" not null,
    subject_id uuid not null,
    -- 32 random bytes, sealed with the master key and bound to tenant and subject. Null once destroyed.
    wrapped_key bytea,
    created_at timestamptz not null default clock_timestamp(),
    destroyed_at timestamptz,
    primary key (tenant, subject_id),
    check ((wrapped_key is null) = (destroyed_at is not null))
);
