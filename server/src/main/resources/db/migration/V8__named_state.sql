-- What a job remembers besides its newest version, by name: one table for every algorithm. Every line may run again, as
-- H2 keeps what ran of a migration that was killed; what was copied goes in the next one. Floats are little-endian float32,
-- numbers ASCII text, [0.5,2.0].
create table if not exists job_state (
    job  varchar(64) not null references jobs (id) on delete cascade,
    name varchar(160) not null,
    body bytea not null,
    primary key (job, name)
);
insert into job_state (job, name, body)
select id, 'optimizer/momentum', momentum from jobs where octet_length(momentum) > 0
    and not exists (select 1 from job_state s where s.job = jobs.id and s.name = 'optimizer/momentum');
insert into job_state (job, name, body)
select id, 'feedback/residual', residual from jobs where octet_length(residual) > 0
    and not exists (select 1 from job_state s where s.job = jobs.id and s.name = 'feedback/residual');
insert into job_state (job, name, body)
select id, 'diana/h', shift from jobs where octet_length(shift) > 0
    and not exists (select 1 from job_state s where s.job = jobs.id and s.name = 'diana/h');
insert into job_state (job, name, body)
select id, 'last', last_direction from jobs where octet_length(last_direction) > 0
    and not exists (select 1 from job_state s where s.job = jobs.id and s.name = 'last');
insert into job_state (job, name, body)
select id, 'offer/b', cast(bounds as bytea) from jobs where bounds <> '[]'
    and not exists (select 1 from job_state s where s.job = jobs.id and s.name = 'offer/b');
insert into job_state (job, name, body)
select id, 'offer/levels', cast('[' || cast(levels as varchar) || ']' as bytea) from jobs where levels > 0
    and not exists (select 1 from job_state s where s.job = jobs.id and s.name = 'offer/levels');
insert into job_state (job, name, body)
select job, 'filter/' || piece, body from filter_state f
where not exists (select 1 from job_state s where s.job = f.job and s.name = 'filter/' || f.piece);

-- Safetensors files that were published with a version.
create table if not exists artefacts (
    job     varchar(64) not null,
    version bigint not null,
    name    varchar(64) not null,
    body    bytea not null,
    primary key (job, version, name),
    foreign key (job, version) references models (job, version) on delete cascade
);

-- Safetensors files that came beside updates; only rounds that have not ended have rows here.
create table if not exists uploaded_artefacts (
    assignment varchar(64) not null references assignments (id) on delete cascade,
    job        varchar(64) not null,
    name       varchar(64) not null,
    body       bytea not null,
    primary key (assignment, name)
);
create index if not exists uploaded_artefacts_of_job on uploaded_artefacts (job);
