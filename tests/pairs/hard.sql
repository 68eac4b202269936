== a partitioned table with everything gets another column type
create function f(int) returns int language sql immutable as 'select $1';
create table p (id int not null, k int not null, n int default f(1), g int generated always as (n + 1) stored, t text, primary key (id, k), check (n > 0)) partition by range (k);
create table p1 partition of p for values from (1) to (10);
create table p2 partition of p for values from (10) to (20) partition by list (id);
create table p21 partition of p2 for values in (1, 2, 3);
create index on p (n) where t is not null; create index only_here on only p (t);
create function tr() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on p for each row execute function tr();
create view v as select id, n, g from p;
create publication pub for table p with (publish_via_partition_root);
create table r (id int, k int, foreign key (id, k) references p on delete cascade);
create statistics s on n, t from p;
alter table p enable row level security; create policy po on p using (n > f(0));
grant select (n) on p to public;
--- seed
insert into p values (1, 2, 3, default, 'x'), (2, 12, 4, default, 'y'); insert into r values (1, 2);
--- b
create function f(int) returns int language sql immutable as 'select $1';
create table p (id int not null, k int not null, n bigint default f(2), g bigint generated always as (n + 2) stored, t varchar(10) not null, primary key (id, k), check (n > 1), x int not null default 5) partition by range (k);
create table p1 partition of p for values from (1) to (10);
create table p2 partition of p for values from (10) to (20) partition by list (id);
create table p21 partition of p2 for values in (1, 2, 3);
create index on p (n) where t <> ''; create index only_here on only p (t);
create function tr() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on p for each row execute function tr();
create view v as select id, n, g from p;
create publication pub for table p with (publish_via_partition_root);
create table r (id int, k int, foreign key (id, k) references p on delete cascade);
create statistics s on n, t from p;
alter table p enable row level security; create policy po on p using (n > f(0));
grant select (n) on p to public;
--- query
select id, k, n, g, t, x from p order by id
--- rows
1|2|3|5|x|5
2|12|4|6|y|5
== a key's columns get another type on both sides of it
create table a (id int primary key, u text unique);
create table b (id int primary key, a_id int not null references a on update cascade, u text references a (u));
create table c (b_id int references b, primary key (b_id));
create view v as select a.id, b.id as b_id from a join b on a.id = b.a_id;
--- seed
insert into a values (1, 'x'); insert into b values (2, 1, 'x'); insert into c values (2);
--- b
create table a (id bigint primary key, u varchar(50) unique);
create table b (id bigint primary key, a_id bigint not null references a on update cascade, u varchar(50) references a (u));
create table c (b_id bigint references b, primary key (b_id));
create view v as select a.id, b.id as b_id from a join b on a.id = b.a_id;
--- query
select * from a, b, c
--- rows
1|x|2|1|x|2
== a table inherits from several, which change together
create table a (id int, n int default 1, check (n > 0));
create table b (id int, m text not null);
create table c (own int) inherits (a, b);
create table d () inherits (c);
create index on c (m);
--- seed
insert into d values (1, 2, 'x', 4);
--- b
create table a (id int, n int default 2, constraint other check (n > 1), z date);
create table b (id int, m varchar(5));
create table c (own int not null) inherits (a, b);
create table d (mine text) inherits (c);
create index on c (m);
--- query
select id, n, m, own from c
--- rows
1|2|x|4
== a function becomes a procedure, an aggregate, and other things of its name
create function a(int) returns int language sql as 'select 1';
create procedure b(int) language sql as 'select 1';
create function add(int, int) returns int language sql as 'select $1 + $2';
create aggregate c(int) (sfunc = add, stype = int);
create view v as select a(1) as x, (select c(n) from generate_series(1, 2) n) as y;
--- b
create procedure a(int) language sql as 'select 1';
create function b(int) returns int language sql as 'select 1';
create function add(int, int) returns int language sql as 'select $1 + $2';
create function c(int) returns int language sql as 'select 1';
create view v as select b(1) as x, c(2) as y;
== a view is between a table and its function, and all change
create table t (id int primary key, name text);
create function names() returns setof t language sql stable as 'select * from public.t';
create view n as select * from names();
create materialized view m as select * from n;
create index on m (name);
create function m_count() returns bigint language sql as 'select count(*) from m';
create view c as select m_count() as n;
create function use_view(n) returns text language sql as 'select $1.name';
--- b
create table t (id bigint primary key, name varchar(20), more int);
create function names() returns setof t language sql stable as 'select * from public.t where more > 0';
create view n as select * from names();
create materialized view m as select * from n;
create unique index on m (id);
create function m_count() returns bigint language sql as 'select count(*) from m';
create view c as select m_count() as n, 1 as one;
create function use_view(n) returns text language sql as 'select $1.name::text';
== views take each other's names and columns are reordered
create table t (a int, b text);
create view v as select a, b from t;
create view w as select b from t;
create view x as select v.a, w.b from v, w;
--- b
create table t (a int, b text);
create view w as select b, a from t;
create view v as select a from w;
create view x as select v.a, w.b from v, w;
== recursive views, rules on views, and views with check options
create table t (id int, parent int);
create view up as with recursive u as (select id, parent from t union all select t.id, t.parent from t join u on t.id = u.parent) select * from u;
create view v as select id from t where id > 0 with cascaded check option;
create rule i as on insert to up do instead insert into t values (new.id, new.parent);
create rule u as on update to up do also nothing;
--- b
create table t (id bigint, parent bigint);
create view up as with recursive u as (select id, parent from t union all select t.id, t.parent from t join u on t.id = u.parent) select * from u;
create view v with (security_invoker) as select id from t where id > 1;
create rule i as on insert to up do instead (insert into t values (new.id, new.parent); delete from t where id = 0);
== unique constraints become indexes, primary keys and exclusion constraints
create table t (a int not null, b int, c int, constraint u unique (a), constraint x unique (b, c));
create table r (a int references t (a));
--- seed
insert into t values (1, 2, 3); insert into r values (1);
--- b
create table t (a int not null, b int, c int, constraint u primary key (a));
create unique index x on t (b, c);
create table r (a int references t (a));
== an identity gets other options and another name of its sequence
create table t (id int generated always as identity, n int);
create table u (id int generated by default as identity (sequence name u_own start 5));
--- seed
insert into t (n) values (1), (2);
--- b
create table t (id bigint generated by default as identity (sequence name t_numbers increment 2 minvalue 1 cache 5), n int);
create table u (id smallint generated always as identity (start 5 maxvalue 100 cycle));
--- query
insert into t (n) values (3); select count(*) from t
--- rows
3
== comments on everything
create table t (id int primary key, a int check (a > 0)); create index i on t (a);
create view v as select a from t; create function f(int) returns int language sql as 'select 1';
create type e as enum ('a'); create domain d as int constraint c check (value > 0); create sequence s;
create function tf() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on t for each row execute function tf(); create policy p on t; create rule r as on delete to t do nothing;
comment on table t is 'old'; comment on constraint t_pkey on t is 'old'; comment on index i is 'old'; comment on function f(int) is 'old';
--- b
create table t (id int primary key, a int check (a > 0)); create index i on t (a);
create view v as select a from t; create function f(int) returns int language sql as 'select 1';
create type e as enum ('a'); create domain d as int constraint c check (value > 0); create sequence s;
create function tf() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on t for each row execute function tf(); create policy p on t; create rule r as on delete to t do nothing;
comment on constraint t_pkey on t is 'it''s new'; comment on column t.a is E'two\nlines'; comment on view v is 'v'; comment on type e is 'e';
comment on domain d is 'd'; comment on constraint c on domain d is 'c'; comment on sequence s is 's'; comment on trigger tr on t is 't';
comment on policy p on t is 'p'; comment on rule r on t is 'r'; comment on function f(int) is 'f'; comment on constraint t_a_check on t is 'k'; comment on index t_pkey is 'i';
--- never
DROP
CREATE
== names that need quotes everywhere
create schema "My Schema"; create type "My Schema"."Mood" as enum ('It''s', 'Ok"');
create table "My Schema"."Order" ("select" int primary key, "Group By" "My Schema"."Mood" default 'It''s', "a.b" text);
create index "My.Index" on "My Schema"."Order" ("Group By", lower("a.b"));
create view "My Schema"."View" as select "select", "Group By" as "order" from "My Schema"."Order";
create function "My Schema"."F.f"("From" "My Schema"."Mood") returns int language sql as 'select 1';
--- b
create schema "My Schema"; create type "My Schema"."Mood" as enum ('Ok"', 'New one');
create table "My Schema"."Order" ("select" bigint primary key, "Group By" "My Schema"."Mood" default 'New one', "a.b" varchar(5));
create index "My.Index" on "My Schema"."Order" ("Group By", upper("a.b"));
create view "My Schema"."View" as select "select", "Group By" as "order" from "My Schema"."Order";
create function "My Schema"."F.f"("From" "My Schema"."Mood") returns bigint language sql as 'select 1::bigint';
== a column that is inherited from two tables gets another type
create table a (id int); create table b (id int); create table c () inherits (a, b);
--- b
create table a (id bigint); create table b (id bigint); create table c () inherits (a, b);
--- impossible
table public.c.id: PostgreSQL changes no type of a column that is inherited from several tables
== a table whose rows are in another one's column gets another type
create table a (id int); create table b (a a);
--- b
create table a (id bigint); create table b (a a);
--- impossible
table public.a.id: PostgreSQL changes no type while columns of other tables have rows of this one
