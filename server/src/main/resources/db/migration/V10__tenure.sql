-- The server that this database belongs to, where several could reach it. Every line may run again.
create table if not exists tenure (
    id varchar(36) primary key
);
