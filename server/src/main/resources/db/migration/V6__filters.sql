-- What the filters of a job know, piece by piece.
create table filter_state (
    job   varchar(64) not null references jobs (id) on delete cascade,
    piece varchar(80) not null,
    body  bytea not null,
    primary key (job, piece)
);

-- What clients' updates came to; outlives jobs, and ends with a restoration or when the client leaves.
create table reputations (
    client    varchar(64) not null,
    job       varchar(64) not null,
    accepted  bigint not null,
    refused   bigint not null,
    malformed bigint not null,
    disagreed double precision not null,
    primary key (client, job)
);
