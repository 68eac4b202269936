== a new value is the default at once
create type mood as enum ('sad', 'ok');
create table people (id int primary key, m mood not null default 'ok');
--- seed
insert into people values (1, 'sad'), (2, 'ok');
--- b
create type mood as enum ('sad', 'ok', 'happy');
create table people (id int primary key, m mood not null default 'happy');
--- query
select m from people order by id
--- rows
sad
ok
== a new value that nothing uses is added in its place
create type mood as enum ('sad', 'ok');
create table people (m mood default 'ok', t text default 'so-so');
--- seed
insert into people values ('sad');
--- b
create type mood as enum ('sad', 'so-so', 'ok');
create table people (m mood default 'ok', t text default 'so-so');
create table more (m mood);
--- never
DROP TYPE
RENAME
== a new value in a check, a view, an index, a policy, a rule, a trigger and a function
create type mood as enum ('sad', 'ok');
create table people (id int, m mood, ms mood[] default '{ok}');
create index on people (id) where m = 'ok';
create view happy as select id, m from people where m = 'ok';
grant select on happy to public;
--- seed
insert into people values (1, 'sad', '{sad,ok}');
--- b
create type mood as enum ('sad', 'ok', 'new');
create table people (id int, m mood, ms mood[] default '{ok,new}', check (m <> 'new' or id > 0));
create index on people (id) where m = 'ok';
create index on people (m) where m = any ('{new,ok}');
create view happy as select id, m from people where m in ('ok', 'new');
grant select on happy to public;
create function f() returns mood language sql begin atomic; select 'new'::mood; end;
create function g() returns mood language sql as $$ select 'new'::mood $$;
alter table people enable row level security;
create policy p on people using (m = 'new');
create rule r as on update to people where new.m = 'new' do instead nothing;
create function t() returns trigger language plpgsql as 'begin return new; end';
create trigger t before update on people for each row when (new.m = 'new') execute function t();
--- query
select * from people
--- rows
1|sad|{sad,ok}
== values are removed and reordered with rows in use
create type mood as enum ('sad', 'ok', 'happy');
create domain good as mood default 'happy' check (value <> 'sad');
create type pair as (a mood, b int);
create table people (id int primary key, m mood not null default 'ok', g good, p pair, ms mood[]);
create unique index on people (m) where m > 'sad';
alter table people add constraint c check (m >= 'sad');
create view v as select m, g, p from people;
comment on column v.m is 'the mood';
create materialized view mv as select m, count(*) from people group by m;
create unique index on mv (m);
create function f(m mood) returns int language sql immutable as 'select 1';
create table computed (m mood, n int generated always as (f(m)) stored, t text default 'ok'::mood::text);
--- seed
insert into people values (1, 'ok', 'happy', '(happy,3)', '{happy,ok}');
insert into computed values ('happy');
--- b
create type mood as enum ('happy', 'ok');
create domain good as mood default 'happy' check (value <> 'ok');
create type pair as (a mood, b int);
create table people (id int primary key, m mood not null default 'happy', g good, p pair, ms mood[]);
create unique index on people (m) where m > 'happy';
alter table people add constraint c check (m >= 'happy');
create view v as select m, g, p from people;
comment on column v.m is 'the mood';
create materialized view mv as select m, count(*) from people group by m;
create unique index on mv (m);
create function f(m mood) returns int language sql immutable as 'select 1';
create table computed (m mood, n int generated always as (f(m)) stored, t text default 'ok'::mood::text);
--- query
select * from people, computed
--- rows
1|ok|happy|(happy,3)|{happy,ok}|happy|ok|1
== a new value is for a new partition
create type state as enum ('open', 'done');
create table jobs (id int, s state) partition by list (s);
create table jobs_open partition of jobs for values in ('open');
create table jobs_rest partition of jobs default;
--- b
create type state as enum ('open', 'done', 'lost');
create table jobs (id int, s state) partition by list (s);
create table jobs_open partition of jobs for values in ('open');
create table jobs_rest partition of jobs default;
== a value of a partition key goes
create type state as enum ('open', 'done', 'lost');
create table jobs (id int, s state) partition by list (s);
create table jobs_open partition of jobs for values in ('open');
create table jobs_rest partition of jobs default;
--- seed
insert into jobs values (1, 'open'), (2, 'done');
--- b
create type state as enum ('open', 'done');
create table jobs (id int, s state) partition by list (s);
create table jobs_open partition of jobs for values in ('open');
create table jobs_rest partition of jobs default;
--- query
select tableoid::regclass, * from jobs order by id
--- rows
jobs_open|1|open
jobs_rest|2|done
== an enum is used in inherited and partitioned tables
create type mood as enum ('sad', 'ok');
create table parent (id int, m mood default 'ok');
create table child (x int) inherits (parent);
create table log (at int, m mood default 'sad') partition by range (at);
create table log_1 partition of log for values from (1) to (2);
create index on log (m);
--- seed
insert into child values (1, 'ok', 2);
insert into log values (1, 'ok');
--- b
create type mood as enum ('ok', 'new');
create table parent (id int, m mood default 'new');
create table child (x int) inherits (parent);
create table log (at int, m mood default 'ok') partition by range (at);
create table log_1 partition of log for values from (1) to (2);
create index on log (m);
== an enum in the defaults of a function and in its result
create type mood as enum ('sad', 'ok');
create function f(m mood default 'ok', n int default 1) returns mood language sql as 'select m';
create procedure p(m mood) language sql as 'select 1';
create table t (id int, m mood default f());
create view v as select f() as m;
--- b
create type mood as enum ('sad');
create function f(m mood default 'sad', n int default 1) returns mood language sql as 'select m';
create procedure p(m mood) language sql as 'select 1';
create table t (id int, m mood default f());
create view v as select f() as m;
== a text becomes an enum, and an enum a text
create type mood as enum ('sad', 'ok');
create table t (a text default 'ok', b mood default 'sad', c mood[]);
create index on t (a);
--- seed
insert into t values ('sad', 'ok', '{ok}');
--- b
create type mood as enum ('sad', 'ok');
create table t (a mood default 'ok', b text default 'sad', c text[]);
create index on t (a);
--- query
select * from t
--- rows
sad|ok|{ok}
== an enum becomes a domain of the same name
create type mood as enum ('sad', 'ok');
create table t (a mood);
--- seed
insert into t values ('sad');
--- b
create domain mood as text check (value in ('sad', 'ok'));
create table t (a mood);
--- query
select * from t
--- rows
sad
