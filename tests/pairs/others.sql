== functions are overloaded, and change their arguments, defaults and results
create function f(a int) returns int language sql as 'select 1';
create function f(a text, b int default 1) returns text language sql as 'select a';
create function g(a int, b int) returns int language sql as 'select a';
create function h() returns table (x int) language sql as 'select 1';
create function s(variadic int[]) returns int language sql as 'select 1';
create view v as select f(1) as a, g(1, 2) as b;
grant execute on function g(int, int) to public;
comment on function g(int, int) is 'g';
--- b
create function f(b int) returns bigint language sql as 'select 1::bigint';
create function f(a text, b int default 2, c int default 3) returns text language sql as 'select a';
create function g(a int, b int default 7) returns int language sql strict as 'select a';
create function h() returns table (x int, y text) language plpgsql as 'begin end';
create function s(variadic text[]) returns int language sql as 'select 1';
create view v as select f(1) as a, g(1, 2) as b;
grant execute on function g(int, int) to public;
comment on function g(int, int) is 'g';
== an aggregate's state function changes, with what uses the aggregate
create function add(bigint, int) returns bigint language sql as 'select $1 + $2';
create aggregate total(int) (sfunc = add, stype = bigint, initcond = '0');
create table t (a int);
create view v as select total(a) as n from t;
create materialized view m as select n from v;
create function first(anyelement, anyelement) returns anyelement language sql immutable strict as 'select $1';
create aggregate first(anyelement) (sfunc = first, stype = anyelement);
--- b
create function add(numeric, int) returns numeric language sql as 'select $1 + $2';
create aggregate total(int) (sfunc = add, stype = numeric, initcond = '1');
create table t (a int);
create view v as select total(a) as n from t;
create materialized view m as select n from v;
create function first(anyelement, anyelement) returns anyelement language sql immutable strict parallel safe as 'select $1';
create aggregate first(anyelement) (sfunc = first, stype = anyelement, parallel = safe);
== casts, operators and operator classes, used by an index
create type pair as (a int, b int);
create function pair_less(pair, pair) returns boolean language sql immutable as 'select $1.a < $2.a';
create function pair_text(pair) returns text language sql immutable as 'select $1.a::text';
create operator <<< (leftarg = pair, rightarg = pair, function = pair_less);
create cast (pair as text) with function pair_text(pair);
create function own_cmp(int, int) returns int language sql immutable as 'select $1 - $2';
create operator class own_ops for type int using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 own_cmp(int, int);
create table t (a int, p pair);
create index i on t (a own_ops);
create view v as select p <<< p as x, p::text as y from t;
--- b
create type pair as (a int, b int);
create function pair_less(l pair, r pair) returns boolean language sql immutable as 'select $1.b < $2.b';
create function pair_text(p pair) returns text language sql immutable as 'select $1.b::text';
create operator <<< (leftarg = pair, rightarg = pair, function = pair_less, commutator = >>>);
create cast (pair as text) with function pair_text(pair) as assignment;
create function own_cmp(a int, b int) returns int language sql immutable as 'select $1 - $2';
create operator class own_ops for type int using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 own_cmp(int, int);
create table t (a int, p pair);
create index i on t (a own_ops desc);
create view v as select p <<< p as x, p::text as y from t;
== domains over domains with checks, used in tables, functions and arrays
create function is_ok(text) returns boolean language sql immutable as 'select true';
create domain base as text check (is_ok(value));
create domain top as base not null default 'x' check (value <> 'y');
create table t (a top, b base[], c text);
create function f(top) returns base language sql as 'select $1';
--- seed
insert into t values ('x', '{a,b}', 'c');
--- b
create function is_ok(t text) returns boolean language sql immutable as 'select length(t) > 0';
create domain base as text check (is_ok(value)) check (length(value) < 100);
create domain top as base default 'z' constraint other check (value <> 'yy');
create table t (a top, b base[], c base);
create function f(top) returns base language sql as 'select $1';
--- query
select * from t
--- rows
x|{a,b}|c
== a domain gets another base type
create domain size as int check (value > 0);
create table t (a size default 3, b size[], c int);
create view v as select a from t;
--- seed
insert into t values (2, '{2}', 4);
--- b
create domain size as bigint check (value > 1);
create table t (a size default 3, b size[], c size);
create view v as select a from t;
--- query
select * from t
--- rows
2|{2}|4
== policies that use functions, and roles of them
create function me() returns text language sql stable as 'select current_user::text';
create table t (a text);
alter table t enable row level security;
create policy p on t for select to public using (a = me());
create policy q on t for insert with check (a = me());
--- b
create function me(x int default 1) returns text language sql stable as 'select current_user::text';
create table t (a text);
alter table t enable row level security; alter table t force row level security;
create policy p on t as restrictive for select using (a = me());
create policy q on t for update using (true) with check (a = me());
create policy r on t using (exists (select from t u where u.a = me(2)));
== publications with column lists and filters
create table a (id int primary key, b text, c text);
create table d (id int primary key);
create publication p for table a (id, b) where (id > 1), d;
create publication q for all tables;
--- b
create table a (id bigint primary key, b varchar(10), c text);
create table d (id int primary key);
create publication p for table a (c, id) where (id > 2) with (publish = 'insert');
create publication q for tables in schema public with (publish_via_partition_root);
== rules and triggers with conditions and columns
create table t (a int, b text); create table log (a int);
create rule r as on insert to t do also insert into log values (new.a);
create function f() returns trigger language plpgsql as 'begin return null; end';
create trigger zero before update of b, a on t for each row execute function f();
create trigger one after update on t referencing old table as o new table as n for each statement execute function f('x');
create constraint trigger two after insert on t deferrable initially deferred for each row execute function f();
create function e() returns event_trigger language plpgsql as 'begin end';
create event trigger ev on ddl_command_end when tag in ('CREATE TABLE') execute function e();
--- b
create table t (a bigint, b text, c int); create table log (a bigint, at timestamptz default now());
create rule r as on insert to t where new.a > 0 do also insert into log values (new.a);
create function f() returns trigger language plpgsql as 'begin return null; end';
create trigger one after update on t referencing old table as o for each statement execute function f('y');
create constraint trigger two after insert or delete on t from log deferrable for each row when (pg_trigger_depth() = 0) execute function f();
alter table t enable replica trigger one;
create function e() returns event_trigger language plpgsql as 'begin end';
create event trigger ev on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function e();
alter event trigger ev disable;
== extended statistics and expression indexes
create table t (a int, b int, c text);
create statistics s (ndistinct) on a, b from t;
create statistics e on (a + b), c from t;
create index i on t ((a + b), lower(c)) include (a) where c is not null;
--- b
create table t (a bigint, b int, c varchar(10));
create statistics s (ndistinct, mcv) on a, b from t;
alter statistics s set statistics 100;
create statistics e on (a + b), lower(c) from t;
create index i on t ((a + b), upper(c)) include (b) where c <> '';
alter index i alter 1 set statistics 50;
== default privileges and grants of all kinds
create role dp_reader; create role dp_writer;
alter default privileges grant select on tables to dp_reader;
create table t (a int, b int);
create sequence s; create function f() returns int language sql as 'select 1';
create schema x; create type e as enum ('a'); create domain d as int;
grant select (a), insert on t to dp_writer;
revoke execute on function f() from public;
--- b
alter default privileges in schema public grant insert on tables to dp_writer;
alter default privileges revoke execute on functions from public;
create table t (a int, b int);
create table u (a int);
create sequence s; create function f() returns int language sql as 'select 1';
create function g() returns int language sql as 'select 1';
create schema x; create type e as enum ('a'); create domain d as int;
grant select (b) on t to dp_reader with grant option;
grant usage on sequence s to dp_reader; grant usage on schema x to dp_writer; grant execute on function f() to dp_reader;
revoke usage on type e from public; revoke all on u from dp_writer;
== foreign tables, servers and mappings
create extension if not exists postgres_fdw;
create server s foreign data wrapper postgres_fdw options (host 'a', dbname 'x');
create user mapping for public server s options (user 'u');
create foreign table f (id int, b text options (column_name 'bb')) server s options (table_name 't');
create view v as select * from f;
--- b
create extension if not exists postgres_fdw;
create server s foreign data wrapper postgres_fdw options (host 'b', port '5433');
create user mapping for public server s options (user 'u');
create foreign table f (id bigint not null, b varchar(5) options (column_name 'cc'), c int check (c > 0)) server s options (table_name 't', schema_name 'q');
create view v as select * from f;
== what functions need is only in their bodies
create table t (a int);
create function low() returns int language sql as 'select count(*)::int from t';
create function high() returns int language sql as 'select low()';
--- b
create table t2 (a int);
set check_function_bodies = off;
create function a_first() returns int language sql as 'select z_last()';
create function z_last() returns int language sql as 'select count(*)::int from t2';
create function standard() returns int language sql begin atomic; select z_last(); end;
create view v as select a_first() as n;
create table u (n int default a_first(), check (z_last() >= 0));
== a function in a default, a check, an index and a generated column gets another body and volatility
create function f(int) returns int language sql immutable as 'select $1';
create table t (a int default f(1), b int generated always as (f(a)) stored, check (f(a) > 0));
create index on t (f(a));
--- seed
insert into t values (1);
--- b
create function f(int) returns int language plpgsql immutable as 'begin return $1 + 1; end';
create table t (a int default f(1), b int generated always as (f(a)) stored, check (f(a) > 0));
create index on t (f(a));
--- never
DROP
== kinds change under the same name
create table a (x int); create view b as select 1 as x; create materialized view c as select 1 as x;
create type d as enum ('x'); create function e() returns int language sql as 'select 1'; create sequence f;
--- b
create view a as select 1 as x; create table b (x int); create view c as select 1 as x;
create domain d as text; create procedure e() language sql as 'select 1'; create table f (x int);
== text search and collations
create collation c (provider = libc, locale = 'C');
create text search dictionary d (template = simple, stopwords = english);
create text search configuration t (copy = english);
create table x (a text collate c, v tsvector generated always as (to_tsvector('t', 'x')) stored);
create index on x (a collate "C");
--- b
create collation c (provider = libc, locale = 'POSIX');
create text search dictionary d (template = simple, stopwords = english, accept = false);
create text search configuration t (copy = simple);
alter text search configuration t alter mapping for word with d;
create table x (a text collate c, v tsvector generated always as (to_tsvector('t', 'y')) stored);
create index on x (a collate c);
== a range type gets another subtype while a table has it, and one keeps its own
create type span as range (subtype = text);
create type wide as range (subtype = int, multirange_type_name = many);
create table t (s span, w wide);
create view v as select s from t where s && span('a', 'b');
--- seed
insert into t values (span('1', '5'), wide(1, 5));
--- b
create type span as range (subtype = int);
create type wide as range (subtype = bigint);
create table t (s span, w wide);
create view v as select s from t where s && span(1, 2);
