-- What a job remembers besides its newest version, by name: one table for every algorithm. Floats are little-endian
-- float32, numbers ASCII text, [0.5,2.0].
create table job_state (
    job  varchar(64) not null references jobs (id) on delete cascade,
    name varchar(160) not null,
    body bytea not null,
    primary key (job, name)
);
insert into job_state (job, name, body)
select id, 'optimizer/momentum', momentum from jobs where octet_length(momentum) > 0;
insert into job_state (job, name, body)
select id, 'feedback/residual', residual from jobs where octet_length(residual) > 0;
insert into job_state (job, name, body)
select id, 'diana/h', shift from jobs where octet_length(shift) > 0;
insert into job_state (job, name, body)
select id, 'last', last_direction from jobs where octet_length(last_direction) > 0;
insert into job_state (job, name, body)
select id, 'offer/b', cast(bounds as bytea) from jobs where bounds <> '[]';
insert into job_state (job, name, body)
select id, 'offer/levels', cast('[' || cast(levels as varchar) || ']' as bytea) from jobs where levels > 0;
insert into job_state (job, name, body)
select job, 'filter/' || piece, body from filter_state;

drop table filter_state;
alter table jobs drop column momentum;
alter table jobs drop column residual;
alter table jobs drop column shift;
alter table jobs drop column last_direction;
alter table jobs drop column bounds;
alter table jobs drop column levels;

-- Safetensors files that were published with a version.
create table artefacts (
    job     varchar(64) not null,
    version bigint not null,
    name    varchar(64) not null,
    body    bytea not null,
    primary key (job, version, name),
    foreign key (job, version) references models (job, version) on delete cascade
);

-- Safetensors files that came beside updates; only rounds that have not ended have rows here.
create table uploaded_artefacts (
    assignment varchar(64) not null references assignments (id) on delete cascade,
    job        varchar(64) not null,
    name       varchar(64) not null,
    body       bytea not null,
    primary key (assignment, name)
);
create index uploaded_artefacts_of_job on uploaded_artefacts (job);
