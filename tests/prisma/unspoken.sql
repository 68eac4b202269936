-- What Prisma's language has no word for, and names that it does not take.
create extension btree_gist;
create schema other;
create type mood as enum ('so-so', 'so so', '1', '', 'ok');
comment on type mood is 'how it is';
create type never as enum ();
create domain positive as int check (value > 0);
create table "1 st" (id serial primary key, "a-b" mood default 'so so', "a b" mood[] default '{so-so,ok}', "2" int);
create table "break" (id int generated always as identity primary key, amount positive, doubled int generated always as (1 + 1) stored);
create table users (
    id int primary key,
    name text collate "C",
    tags text[] not null default '{}',
    span int4range,
    posts int,
    said never[],
    exclude using gist (span with &&),
    constraint positive check (id > 0)
);
comment on column users.name is 'what they are called';
create unique index on users (name) where name <> '';
create unique index on users (name desc);
create index on users (lower(name));
create index on users (name nulls first, id desc nulls last);
create index on users (name text_pattern_ops) include (posts);
create table posts (
    id bigint primary key deferrable initially deferred,
    "user" int references users on delete cascade,
    author int constraint author references users,
    again int,
    created timestamptz default now(),
    foreign key ("user") references users on delete set null
);
alter table posts enable row level security;
create policy own on posts using (true);
create table nothing (); 
create table keyless (user_id int references users);
create table parent (id int primary key);
create table child (more int) inherits (parent);
create table parts (id int, at date not null, primary key (id, at)) partition by range (at);
create table parts_2020 partition of parts for values from ('2020-01-01') to ('2021-01-01');
create table "_FriendToFriend" (
    "A" int not null references users on delete cascade on update cascade,
    "B" int not null references users on delete cascade on update cascade,
    constraint "_FriendToFriend_AB_pkey" primary key ("A", "B")
);
create index "_FriendToFriend_B_index" on "_FriendToFriend" ("B");
create table other.elsewhere (id int primary key);
create table refers (id int primary key references other.elsewhere);
create table _prisma_migrations (id varchar(36) primary key);
create view names as select name from users;
create function nothing_to_do() returns trigger language plpgsql as 'begin return new; end';
create trigger t before insert on users for each row execute function nothing_to_do();
create sequence counter;
