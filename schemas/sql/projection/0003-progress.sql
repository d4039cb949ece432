-- How far a policy is within the next event of a lane, when that event concerns more streams than one transaction should
-- touch: the last stream that is done. Null between events. Run with search_path set to the projection's schema.

alter table checkpoints add column progress uuid;
