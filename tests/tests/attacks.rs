//! A deploying role that wants more than it was given: the rights of the history's owner, here the superuser.

use migrate_tests::*;

const FIRST: (&str, &str) = ("0_first", "create table work.first (id int)");

/// A database of the superuser, and a role that may deploy and has a schema of its own, `evil`, full of traps: every
/// one writes down whose rights it runs with.
struct Attack {
    db: Db<'static>,
    mallory: String,
}

const TRAPS: &str = r#"
create table evil.loot (who text, how text);
create function evil.gain(how text) returns int language plpgsql as $f$
begin
    insert into evil.loot values (current_user, how);
    begin execute format('alter role %I superuser', session_user); exception when others then null; end;
    return 1;
end $f$;
create function evil.eq(text, text) returns bool language plpgsql as $f$ begin perform evil.gain('=(text,text)'); return true; end $f$;
create function evil.eqn(name, text) returns bool language plpgsql as $f$ begin perform evil.gain('=(name,text)'); return true; end $f$;
create function evil.eqo(oid, oid) returns bool language plpgsql as $f$ begin perform evil.gain('=(oid,oid)'); return true; end $f$;
create function evil.eqb(bigint, bigint) returns bool language plpgsql as $f$ begin perform evil.gain('=(int8,int8)'); return true; end $f$;
create function evil.eqc("char", "char") returns bool language plpgsql as $f$ begin perform evil.gain('=("char","char")'); return true; end $f$;
create function evil.plus(bigint, integer) returns bigint language plpgsql as $f$ begin perform evil.gain('+'); return 7; end $f$;
create function evil.minus(timestamptz, interval) returns timestamptz language plpgsql as $f$ begin perform evil.gain('-'); return now(); end $f$;
create operator evil.= (leftarg = text, rightarg = text, procedure = evil.eq);
create operator evil.= (leftarg = name, rightarg = text, procedure = evil.eqn);
create operator evil.= (leftarg = oid, rightarg = oid, procedure = evil.eqo);
create operator evil.= (leftarg = bigint, rightarg = bigint, procedure = evil.eqb);
create operator evil.= (leftarg = "char", rightarg = "char", procedure = evil.eqc);
create operator evil.+ (leftarg = bigint, rightarg = integer, procedure = evil.plus);
create operator evil.- (leftarg = timestamptz, rightarg = interval, procedure = evil.minus);
create function evil.clock_timestamp() returns timestamptz language plpgsql as $f$ begin perform evil.gain('clock_timestamp'); return now(); end $f$;
create function evil.current_setting(text) returns text language plpgsql as $f$ begin perform evil.gain('current_setting'); return 'x'; end $f$;
create function evil.inet_client_addr() returns inet language plpgsql as $f$ begin perform evil.gain('inet_client_addr'); return null; end $f$;
create function evil.pg_my_temp_schema() returns oid language plpgsql as $f$ begin perform evil.gain('pg_my_temp_schema'); return 0; end $f$;
create function evil.format(text, variadic text[]) returns text language plpgsql as $f$ begin perform evil.gain('format'); return 'select 1'; end $f$;
create function evil.trans(bigint, bigint) returns bigint language plpgsql as $f$ begin perform evil.gain('max'); return 0; end $f$;
create aggregate evil.max(bigint) (sfunc = evil.trans, stype = bigint, initcond = '0');
create aggregate evil.count(*) (sfunc = int8inc, stype = bigint, initcond = '100');
create type evil.text as (a int);
create type evil.regclass as (a int);
create table evil.migrations (like migrate.history);
create table evil.scripts (checksum pg_catalog.text);
create table evil.failures (name pg_catalog.text);
create view evil.pg_class as select evil.gain('pg_class');
create view evil.pg_settings as select evil.gain('pg_settings');
create view evil.pg_locks as select evil.gain('pg_locks');
create view evil.pg_constraint as select evil.gain('pg_constraint');
"#;

impl Attack {
    fn new() -> Attack {
        let db = Db::new("attacks");
        let mallory = db.role("mallory");
        db.connect().run(&format!(
            "select migrate.grant_deploy('{mallory}'); create schema evil authorization {mallory}; create schema work authorization {mallory}"
        ));
        let attack = Attack { db, mallory };
        let mut mallory = attack.mallory();
        mallory.run("select migrate.deploy('[{\"name\":\"0_first\",\"sql\":\"create table work.first (id int)\"}]')");
        mallory.run(TRAPS);
        attack
    }

    fn mallory(&self) -> Session {
        self.db.connect_as(&self.mallory)
    }

    /// Every way into the extension that a deploying role has, with every kind of internal query behind it.
    fn use_everything(&self, app: &mut Session) {
        let n = app.pid();
        // qualified: the search_path may have a type of this name
        let send = |verb: &str, name: &str, sql: &str, more: &str| {
            let all = bundle(&[FIRST, (name, sql)]);
            format!("{verb}($b${all}$b$::pg_catalog.text{more})")
        };
        let deploy = |name: &str, sql: &str, more: &str| {
            send(
                "select migrate.deploy",
                name,
                sql,
                &format!(", allow_missing => true{more}"),
            )
        };
        let rollout = |name: &str, sql: &str| {
            send("call migrate.rollout", name, sql, ", allow_missing => true")
        };
        let plain = format!("{n}_plain");
        let data = format!(
            "create table work.p{n} (id int, constraint late_{n} unique (id) deferrable); \
             insert into work.p{n} values (1); create temp table t{n} ()"
        );
        app.run(&send("select migrate.status", &plain, &data, ""));
        app.error(&send("select migrate.check", &plain, &data, ""));
        app.run(&deploy(&plain, &data, ", dry_run => true"));
        app.run(&deploy(&plain, &data, ""));
        app.run(&deploy(&plain, &data, ""));
        let fails = format!("{n}_fails");
        assert_eq!(app.error(&deploy(&fails, "select 1/0", "")).code, "22012");
        assert_eq!(app.error(&rollout(&fails, "select 1/0")).code, "22012");
        app.run(&rollout(
            &format!("{n}_whole"),
            &format!("create table work.w{n} (id int)"),
        ));
        app.run(&rollout(
            &format!("{n}_online"),
            &format!("create index concurrently on work.w{n} (id)"),
        ));
        app.run("select migrate.status(); select migrate.live(); select migrate.expected(); select migrate.drift(); select migrate.drift_summary()");
        assert!(app
            .error("select migrate.check()")
            .message
            .contains("drifted"));
        assert_eq!(app.error("select migrate.deploy('[]')").code, "55000");
    }

    /// Nothing ran with anyone's rights but mallory's, and mallory is who it was.
    #[track_caller]
    fn failed(&self) {
        let mut admin = self.db.connect();
        assert_eq!(
            admin.lines(&format!(
                "select who, how from evil.loot where who <> '{}'",
                self.mallory
            )),
            ""
        );
        let role = format!("select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = '{}'", self.mallory);
        assert_eq!(admin.lines(&role), "f|f|f|f");
        assert_eq!(
            admin.lines(&format!(
                "select roleid::regrole from pg_auth_members where member = '{}'::regrole",
                self.mallory
            )),
            ""
        );
    }
}

#[test]
fn a_hostile_search_path_reaches_no_internal_query() {
    let attack = Attack::new();
    for path in [
        "evil, public, pg_catalog",
        "evil",
        "pg_temp, evil, pg_catalog",
    ] {
        let mut app = attack.mallory();
        app.run(&format!("set search_path = {path}"));
        attack.use_everything(&mut app);
    }
    assert_eq!(
        attack.db.connect().lines("select * from evil.loot"),
        "",
        "no trap was even looked at"
    );
    attack.failed();
}

#[test]
fn a_hostile_search_path_of_the_login_role_does_not_reach_the_worker() {
    let attack = Attack::new();
    attack.mallory().run(&format!(
        "alter role {} set search_path = evil, pg_catalog",
        attack.mallory
    ));
    attack.use_everything(&mut attack.mallory());
    assert_eq!(attack.db.connect().lines("select * from evil.loot"), "");
    attack.failed();
}

#[test]
fn temporary_objects_shadow_nothing() {
    let attack = Attack::new();
    let mut app = attack.mallory();
    app.run(
        "create temp table migrations (name text, checksum text, standing text, position bigint); insert into migrations values ('0_forged', 'x', 'applied', 1); \
         create temp table scripts (checksum text, sql text); create temp table failures (name text); create temp table history (name text); \
         create temp view pg_class as select evil.gain('pg_class'); create temp view pg_namespace as select evil.gain('pg_namespace'); \
         create temp view pg_locks as select evil.gain('pg_locks'); create temp view pg_settings as select evil.gain('pg_settings'); \
         create temp view pg_proc as select evil.gain('pg_proc'); create temp view pg_constraint as select evil.gain('pg_constraint'); \
         create type pg_temp.text as (a int); create domain pg_temp.int8 as pg_catalog.int4; set search_path = pg_temp, pg_catalog",
    );
    attack.use_everything(&mut app);
    assert_eq!(
        app.one("select count(*) from migrate.history where name = '0_forged'"),
        "0"
    );
    assert_eq!(app.lines("select * from evil.loot"), "");
    attack.failed();
}

#[test]
fn nothing_can_be_planted_in_the_extensions_schema() {
    for db in [Attack::new().db, Db::owned("attacks")] {
        let owned = db.owner() != "postgres";
        let role = if owned {
            db.owner().to_owned()
        } else {
            format!("{}_mallory", db.name())
        };
        let mut app = db.connect_as(&role);
        db.connect_as("postgres")
            .run(&format!("create schema mine authorization {role}"));
        app.run("create table mine.t (a int); create view mine.v as select 1; create function mine.f() returns int language sql as 'select 1'; create type mine.e as enum ('a'); create sequence mine.s")
            ;
        for sql in [
            "create table migrate.t ()",
            "create view migrate.v as select 1",
            "create function migrate.f() returns int language sql as 'select 1'",
            "create or replace function migrate.status(migrations text default null) returns table (name text, state text, applied_at timestamptz, detail text) language sql as 'select null, null, null, null'",
            "create function migrate.status(migrations varchar) returns int language sql as 'select 1'",
            "create type migrate.e as enum ('a')",
            "create domain migrate.d as int",
            "create operator migrate.= (leftarg = text, rightarg = text, procedure = pg_catalog.texteq)",
            "create sequence migrate.s",
            "alter table mine.t set schema migrate",
            "alter view mine.v set schema migrate",
            "alter function mine.f() set schema migrate",
            "alter type mine.e set schema migrate",
            "alter table migrate.migrations rename to other",
            "alter view migrate.history rename to other",
            "create or replace view migrate.history as select 1 as name",
            "alter schema migrate rename to other",
            "drop schema migrate cascade",
            "alter function migrate.status(text) security definer",
            "alter function migrate.status(text) set search_path = public",
            "alter function migrate.status(text) owner to current_user",
            "drop function migrate.status(text)",
        ] {
            if owned && sql.contains("function migrate.status(text)") {
                continue; // it is his; see hostile_owner
            }
            let error = app.error(sql);
            let refused = error.code == "42501" || (sql.contains("drop function") && error.code == "2BP01");
            assert!(refused, "{role}: {sql}\n{error}");
        }
        app.run("grant create on schema migrate to public"); // a warning: no grant option
        assert_eq!(
            app.one("select has_schema_privilege('public', 'migrate', 'create')"),
            "f"
        );
    }
}

#[test]
fn an_install_into_a_schema_that_someone_prepared_is_refused() {
    let db = Db::bare("attacks");
    let mallory = db.role("mallory");
    db.connect().run(&format!(
        "grant create on database {} to {mallory}",
        db.name()
    ));
    db.connect_as(&mallory)
        .run("create schema migrate; create table migrate.migrations (name text)");
    let error = db.connect().error("create extension migrate");
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("42P06", "schema \"migrate\" already exists")
    );
}

#[test]
fn event_triggers_and_triggers_on_the_history_are_refused_to_a_deploying_role() {
    let attack = Attack::new();
    let mut app = attack.mallory();
    app.run("create function evil.ddl() returns event_trigger language plpgsql as $f$ begin perform evil.gain('event'); end $f$; \
             create function evil.row() returns trigger language plpgsql as $f$ begin perform evil.gain('row'); return new; end $f$");
    for sql in [
        "create event trigger e on ddl_command_start execute function evil.ddl()",
        "alter event trigger migrate_keep_history disable",
        "create trigger t before insert on migrate.migrations for each row execute function evil.row()",
        "create trigger t instead of insert on migrate.history for each row execute function evil.row()",
        "create rule r as on insert to migrate.migrations do also select evil.gain('rule')",
        "create rule \"_RETURN\" as on select to migrate.history do instead select 1",
        "create policy p on migrate.migrations using (evil.gain('policy') is not null)",
        "alter table migrate.migrations add constraint c check (evil.gain('check') is null)",
        "alter table migrate.migrations alter column name set default evil.gain('default')::text",
        "create index on migrate.migrations ((evil.gain('index')::text))",
        "create statistics evil.s on name, checksum from migrate.migrations",
        "create table evil.child () inherits (migrate.migrations)",
        "create table evil.referring (name text references migrate.migrations)",
        "alter extension migrate add table evil.loot",
        "alter extension migrate drop event trigger migrate_keep_history",
        "alter extension migrate update",
        "security label on table migrate.migrations is 'x'",
    ] {
        let as_migration = bundle(&[("0_first", "create table work.first (id int)"), ("1_attack", sql)]);
        let error = app.error(sql);
        assert!(["42501", "22023"].contains(&error.code.as_str()), "{sql}\n{error}");
        assert_eq!(app.deploy(&as_migration).unwrap_err().code, error.code, "{sql}");
        assert_eq!(app.rollout(&as_migration).unwrap_err().code, error.code, "{sql}");
    }
    attack.use_everything(&mut app);
    assert_eq!(app.lines("select * from evil.loot"), "");
    attack.failed();
}

#[test]
fn a_migration_cannot_become_someone_else() {
    let attack = Attack::new();
    let mut app = attack.mallory();
    for (n, sql) in [
        "set role postgres",
        "set session authorization postgres",
        "set local role postgres",
        "do $$ begin set role postgres; end $$",
        "select set_config('role', 'postgres', false)",
        "select set_config('session_authorization', 'postgres', true)",
        "create function evil.su() returns void language plpgsql as $f$ begin set role postgres; end $f$; select evil.su()",
        "create function evil.sp() returns void language sql set role = postgres as 'select 1'; select evil.sp()",
        "alter role current_user superuser",
        "set session_replication_role = replica",
    ]
    .into_iter()
    .enumerate()
    {
        let attempt = bundle(&[("0_first", "create table work.first (id int)"), (format!("1_{n}").as_str(), sql)]);
        let error = app.deploy(&attempt).unwrap_err();
        assert!(["42501", "22023"].contains(&error.code.as_str()), "{sql}\n{error}");
        let in_worker = bundle(&[("0_first", "create table work.first (id int)"), (format!("2_{n}").as_str(), &format!("commit; {sql}"))]);
        let error = app.rollout(&in_worker).unwrap_err();
        assert!(["42501", "22023"].contains(&error.code.as_str()), "{sql}\n{error}");
        attack.db.connect().run("select migrate.resolve(name, 'rolled_back') from migrate.status() where state = 'failed'");
    }
    for sql in [
        "reset role",
        "reset session authorization",
        "set session authorization default",
        "set role none",
    ] {
        let name = format!("3_{sql}");
        app.deploy_with(
            &bundle(&[(name.as_str(), &format!("{sql}; select evil.gain('{sql}')"))]),
            "allow_missing => true",
        )
        .unwrap();
    }
    assert_eq!(
        app.one("select string_agg(distinct who, ' ') from evil.loot"),
        attack.mallory
    );
    attack.failed();
}
