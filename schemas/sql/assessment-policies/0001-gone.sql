-- What the policy on enrolment's events has been told to be gone for good: cancelled batches, civil servants who left.
-- Run with search_path set to the policies' schema. Holds no personal values, not even sealed ones.

create table gone (
    tenant text collate "C" not null,
    category text collate "C" not null,
    stream_id uuid not null,
    -- Why; absent for people.
    reason text,
    primary key (tenant, category, stream_id)
);
