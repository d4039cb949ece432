-- The assessment service's own lists: what is offered, scheduled, sat, marked and contested, and what falls due.
-- Run with search_path set to the view's schema. Holds no personal values and no keys, not even sealed ones.

create table questions (
    tenant text collate "C" not null,
    question_id uuid not null,
    revision integer not null,
    code text,
    kind text not null,
    topic text not null,
    difficulty text not null,
    status text not null,
    primary key (tenant, question_id)
);

create index questions_by_topic on questions (tenant, topic, question_id);

create table exams (
    tenant text collate "C" not null,
    exam_id uuid not null,
    mode text not null,
    title text not null,
    batch_id uuid,
    programme_id uuid,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    status text not null,
    primary key (tenant, exam_id)
);

create index exams_by_opening on exams (tenant, opens_at, exam_id);
create index exams_by_batch on exams (tenant, batch_id) where batch_id is not null;

-- One row per attempt, as of its last event. `due_at` is when its time is up; null while its clock stands still, and when
-- it is over.
create table attempts (
    tenant text collate "C" not null,
    attempt_id uuid not null,
    exam_id uuid not null,
    civil_servant_id uuid not null,
    number integer not null,
    status text not null,
    due_at timestamptz,
    score_hundredths integer,
    passed boolean,
    is_released boolean not null,
    primary key (tenant, attempt_id)
);

create index attempts_by_exam on attempts (tenant, exam_id, attempt_id);
create index attempts_by_candidate on attempts (tenant, civil_servant_id, exam_id, number);
create index attempts_by_due_time on attempts (due_at) where due_at is not null;

create table essays (
    tenant text collate "C" not null,
    essay_id uuid not null,
    exam_id uuid not null,
    attempt_id uuid not null,
    question_id uuid not null,
    status text not null,
    primary key (tenant, essay_id)
);

create index essays_by_exam on essays (tenant, exam_id, status, essay_id);

-- Who has an essay to mark or to reconcile; a replaced marker's row stays, inactive.
create table essay_tasks (
    tenant text collate "C" not null,
    essay_id uuid not null,
    civil_servant_id uuid not null,
    role text not null,
    is_active boolean not null,
    is_done boolean not null,
    primary key (tenant, essay_id, civil_servant_id)
);

create index essay_tasks_to_do on essay_tasks (tenant, civil_servant_id, essay_id) where is_active and not is_done;

create table objections (
    tenant text collate "C" not null,
    objection_id uuid not null,
    kind text not null,
    decision_id uuid not null,
    objector_id uuid not null,
    reviewer_id uuid,
    status text not null,
    outcome text,
    hearing_due_on date not null,
    decision_due_on date not null,
    primary key (tenant, objection_id)
);

create index objections_by_status on objections (tenant, status, decision_due_on, objection_id);
create index objections_by_objector on objections (tenant, objector_id, objection_id);
create index objections_by_reviewer on objections (tenant, reviewer_id) where reviewer_id is not null;
create index objections_by_decision on objections (tenant, kind, decision_id);
