== a partition's primary key belongs to a mere index
create table p (id int, k text) partition by list (k);
create table p1 partition of p for values in ('a');
--- b
create table p (id int, k text) partition by list (k);
create table p1 partition of p for values in ('a');
create unique index i on only p (k, id);
alter table p1 add primary key (k, id);
alter index i attach partition p1_pkey;
== the partition key changes
create table p (id int, k text, at date) partition by list (k);
create table p1 partition of p for values in ('a');
create table p2 partition of p default;
create index on p (at);
grant select on p to public;
--- seed
insert into p values (1, 'a', '2024-01-01'), (2, 'b', '2025-01-01');
--- b
create table p (id int, k text, at date) partition by range (at);
create table p1 partition of p for values from ('2025-01-01') to ('2026-01-01');
create table p2 partition of p default;
create index on p (at);
grant select on p to public;
--- query
select tableoid::regclass, * from p order by id
--- rows
p2|1|a|2024-01-01
p1|2|b|2025-01-01
== a column of the partition key gets another type
create table p (id int, k int, primary key (id, k)) partition by range (k);
create table p1 partition of p for values from (1) to (10);
create table p2 partition of p for values from (10) to (20) partition by range (id);
create table p21 partition of p2 for values from (1) to (10);
--- seed
insert into p values (1, 1), (2, 12);
--- b
create table p (id int, k bigint, primary key (id, k)) partition by range (k);
create table p1 partition of p for values from (1) to (10);
create table p2 partition of p for values from (10) to (20) partition by range (id);
create table p21 partition of p2 for values from (1) to (10);
--- query
select tableoid::regclass, * from p order by id
--- rows
p1|1|1
p21|2|12
== a table becomes partitioned, with what depends on it
create table t (id int generated always as identity primary key, k text not null, n int default 3);
comment on table t is 'a table';
comment on column t.k is 'a key';
create index on t (n);
create view v as select id, k from t where n > 2;
grant select on v to public;
create table u (t_id int references t);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger g after insert on t for each row execute function f();
alter table t enable row level security;
create policy own on t using (n > 0);
--- seed
insert into t (k) values ('a'), ('b');
--- b
create table t (id int generated always as identity, k text not null, n int default 3, primary key (id, k)) partition by list (k);
create table t_a partition of t for values in ('a');
create table t_rest partition of t default;
comment on table t is 'a table';
comment on column t.k is 'a key';
create index on t (n);
create view v as select id, k from t where n > 2;
grant select on v to public;
create table u (t_id int);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger g after insert on t for each row execute function f();
alter table t enable row level security;
create policy own on t using (n > 0);
--- query
insert into t (k) values ('c'); select tableoid::regclass, * from t order by id
--- rows
t_a|1|a|3
t_rest|2|b|3
t_rest|3|c|3
== a partitioned table becomes a plain one
create table t (id int, k text not null, primary key (id, k)) partition by list (k);
create table t_a partition of t for values in ('a');
create table t_rest partition of t default;
--- seed
insert into t values (1, 'a'), (2, 'b');
--- b
create table t (id int primary key, k text not null);
--- query
select tableoid::regclass, * from t order by id
--- rows
t|1|a
t|2|b
== partitions are attached, detached and moved
create table p (id int not null, k int) partition by range (k);
create table p1 partition of p for values from (1) to (2);
create table p2 (id int not null, k int);
create table p3 partition of p for values from (3) to (4);
create table q (id int not null, k int) partition by range (k);
create index on p (id);
--- seed
insert into p values (1, 1), (3, 3);
insert into p2 values (2, 2);
--- b
create table p (id int not null, k int) partition by range (k);
create table p1 (id int not null, k int);
create table p2 partition of p for values from (2) to (3);
create table q (id int not null, k int) partition by range (k);
create table p3 partition of q for values from (3) to (5);
create index on p (id);
create index on p1 (id);
--- query
select 'p', * from p union all select 'q', * from q union all select 'p1', * from p1
--- rows
p|2|2
q|3|3
p1|1|1
== an index of its own is there when a partition is attached
create table p (id int, k text) partition by list (k);
create index on p (k, id);
create table p1 (id int, k text);
create index mine on p1 (k, id);
--- b
create table p (id int, k text) partition by list (k);
create table p1 partition of p for values in ('a');
create index on p (k, id);
create index mine on p1 (k, id);
== triggers, policies and statistics of partitions
create table p (id int, k int) partition by range (k);
create table p1 partition of p for values from (1) to (2);
create function f() returns trigger language plpgsql as 'begin return new; end';
create function g() returns trigger language plpgsql as 'begin return new; end';
create trigger t before insert on p for each row execute function f();
create trigger own before insert on p1 for each row execute function f();
--- b
create table p (id int, k int) partition by range (k);
create table p1 partition of p for values from (1) to (2);
create table p2 partition of p for values from (2) to (3);
create function f() returns trigger language plpgsql as 'begin return new; end';
create function g() returns trigger language plpgsql as 'begin return new; end';
create trigger t before insert or update on p for each row execute function g();
create trigger own after insert on p1 for each row when (new.id > 0) execute function f();
alter table p1 disable trigger t;
create policy a on p using (id > 0);
alter table p1 enable row level security;
create statistics s (dependencies) on id, k from p;
== foreign keys of and to partitioned tables
create table p (id int, k int, primary key (id, k)) partition by range (k);
create table p1 partition of p for values from (1) to (2);
create table r (id int primary key);
create table s (id int, k int);
--- seed
insert into p values (1, 1); insert into r values (1); insert into s values (1, 1);
--- b
create table r (id int primary key);
create table p (id int references r on delete cascade, k int, primary key (id, k)) partition by range (k);
create table p1 partition of p for values from (1) to (2);
create table s (id int, k int, foreign key (id, k) references p deferrable);
== an identity of a partitioned table, and defaults of partitions
create table p (id int generated always as identity, k int, n int default 1) partition by range (k);
create table p1 partition of p for values from (1) to (2);
alter table p1 alter n set default 2;
--- b
create table p (id bigint generated by default as identity (start 100), k int, n int default 3, g int generated always as (k + 1) stored) partition by range (k);
create table p1 partition of p for values from (1) to (2);
alter table p1 alter n set default 4;
== primary keys of partitioned tables change
create table p (a int, b int, c int not null, primary key (a, b)) partition by range (a);
create table p1 partition of p for values from (1) to (2);
create table p2 partition of p for values from (2) to (3) partition by range (a);
create table p21 partition of p2 for values from (2) to (3);
create unique index u on p (a, c);
--- seed
insert into p values (1, 1, 1), (2, 2, 2);
--- b
create table p (a int, b int, c int not null, primary key (a, c)) partition by range (a);
create table p1 partition of p for values from (1) to (2);
create table p2 partition of p for values from (2) to (3) partition by range (a);
create table p21 partition of p2 for values from (2) to (3);
create unique index u on p (a, b, c);
== a partition that is partitioned itself gets another key
create table p (a int, b int) partition by range (a);
create table p1 partition of p for values from (1) to (2);
create table p2 partition of p for values from (2) to (3) partition by range (b);
create table p21 partition of p2 for values from (2) to (3);
create table p22 partition of p2 default;
create index on p (a);
--- seed
insert into p values (1, 1), (2, 2), (2, 3);
--- b
create table p (a int, b int) partition by range (a);
create table p1 partition of p for values from (1) to (2);
create table p2 partition of p for values from (2) to (3) partition by list (b);
create table p21 partition of p2 for values in (3);
create table p22 partition of p2 default;
create index on p (a);
--- query
select tableoid::regclass, * from p order by 2, 3
--- rows
p1|1|1
p22|2|2
p21|2|3
== a table with a sequence of its own becomes partitioned by a hash
create table t (id serial primary key, n int);
--- seed
insert into t (n) values (1), (2), (3);
--- b
create table t (id serial primary key, n int) partition by hash (id);
create table t_0 partition of t for values with (modulus 2, remainder 0);
create table t_1 partition of t for values with (modulus 2, remainder 1);
--- query
insert into t (n) values (4); select * from t order by id
--- rows
1|1
2|2
3|3
4|4
