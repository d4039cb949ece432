-- Exams in the learning record. Run with search_path set to the projection's schema.
-- Each row is made of one stream alone, so it does not matter which of two streams is folded first: titles are joined
-- when a record is read. Nothing of a result stands here before its release.

-- What a record shows of an exam.
create table exams (
    tenant text collate "C" not null,
    exam_id uuid not null,
    title text not null,
    mode text not null,
    batch_id uuid,
    programme_id uuid,
    -- In which its days are counted.
    time_zone text not null,
    status text not null,
    primary key (tenant, exam_id)
);

-- One row per attempt: how far it came and, once it is released, its result as it stands now.
create table exam_attempts (
    tenant text collate "C" not null,
    attempt_id uuid not null,
    civil_servant_id uuid not null,
    exam_id uuid not null,
    number integer not null,
    status text not null,
    -- Absent for an exam that was sat elsewhere, as are the two that follow.
    started_at timestamptz,
    ended_at timestamptz,
    -- By which rule it was closed.
    closing_reason text,
    -- Where the result of an exam that was sat elsewhere comes from.
    source text,
    pass_percent integer not null,
    -- In hundredths of a per cent; absent before the release.
    score_hundredths integer,
    passed boolean,
    released_at timestamptz,
    -- Absent for an exam that was sat elsewhere.
    objections_until date,
    -- When the released result last became another one.
    corrected_at timestamptz,
    primary key (tenant, attempt_id)
);

-- Whose record shows it.
create index exam_attempts_civil_servant on exam_attempts (tenant, civil_servant_id);

-- One row per objection (keberatan).
create table objections (
    tenant text collate "C" not null,
    objection_id uuid not null,
    civil_servant_id uuid not null,
    -- What is contested: for an exam's result, the attempt.
    kind text not null,
    decision_id uuid not null,
    status text not null,
    outcome text,
    filed_at timestamptz not null,
    decision_due_on date not null,
    primary key (tenant, objection_id)
);

-- Whose record shows it.
create index objections_civil_servant on objections (tenant, civil_servant_id);
