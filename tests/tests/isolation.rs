//! What one migration sets, neither the next one nor the caller sees: by deploy, and by both of rollout's ways.

use migrate_tests::*;

/// How a list of migrations is applied.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Deploy,
    /// rollout, each migration in one transaction
    Rollout,
    /// rollout, each migration in a session of its own, because it has a VACUUM
    Session,
}

const WAYS: [Way; 3] = [Way::Deploy, Way::Rollout, Way::Session];

impl Way {
    #[track_caller]
    fn apply(self, app: &mut Session, migrations: &[(&str, &str)]) {
        let list: Vec<_> = migrations
            .iter()
            .map(|(name, sql)| match self {
                Way::Session => (*name, format!("vacuum (analyze) pg_catalog.pg_am;\n{sql}")),
                _ => (*name, (*sql).to_owned()),
            })
            .collect();
        let result = match self {
            Way::Deploy => app
                .deploy_with(&bundle(&list), "allow_missing => true")
                .map(drop),
            _ => app.rollout_with(&bundle(&list), "allow_missing => true"),
        };
        result.unwrap_or_else(|error| panic!("{self:?}: {error}"));
        let sessions = app
            .notices()
            .iter()
            .filter(|n| n.message.contains("in a session of its own"))
            .count();
        let expected = if self == Way::Session { list.len() } else { 0 };
        assert_eq!(sessions, expected, "{self:?}");
    }
}

/// All settings of the session that can change.
fn settings(app: &mut Session) -> Vec<Vec<String>> {
    app.rows("select name, setting from pg_settings where name not in ('transaction_isolation', 'is_superuser') and name not like 'migrate.%'")
}

/// The settings that are not as before.
fn changed(before: &[Vec<String>], app: &mut Session) -> String {
    let now = settings(app);
    let other: Vec<_> = now
        .iter()
        .filter(|s| !before.contains(s))
        .map(|s| s.join("="))
        .collect();
    other.join(" ")
}

const CHANGE: &str = "create table seen (name text, value text);
    set work_mem = '123kB';
    set session characteristics as transaction isolation level serializable;
    set local lock_timeout = '7s';
    set time zone 'Asia/Tokyo';
    set datestyle = 'German';
    set check_function_bodies = off;
    set row_security = off;
    set client_min_messages = error;
    set default_tablespace = '';
    set my.own = 'x';
    set names 'UTF8';
    select set_config('statement_timeout', '9min', false), set_config('idle_in_transaction_session_timeout', '0', true);
    create schema other;
    set search_path = other;
    create table here (id int);
    reset all;
    set search_path = other, pg_temp;
    create function broken() returns int language sql as 'select 1';";

const WATCHED: [&str; 10] = [
    "work_mem",
    "default_transaction_isolation",
    "lock_timeout",
    "TimeZone",
    "DateStyle",
    "check_function_bodies",
    "row_security",
    "client_min_messages",
    "statement_timeout",
    "search_path",
];

#[test]
fn no_setting_of_a_migration_outlives_it() {
    for way in WAYS {
        let db = Db::new("isolation");
        let mut app = db.connect();
        app.run("set work_mem = '5MB'; set my.caller = 'kept'; set time zone 'America/Lima'");
        let before = settings(&mut app);
        let look = WATCHED
            .map(|name| format!("insert into public.seen select '{name}', current_setting('{name}');"))
            .concat()
            + "insert into public.seen select 'my.own', coalesce(current_setting('my.own', true), '');
               insert into public.seen select 'my.caller', current_setting('my.caller');";
        way.apply(&mut app, &[("1_set", CHANGE), ("2_look", &look)]);
        assert_eq!(changed(&before, &mut app), "", "{way:?}");
        assert_eq!(
            app.lines("select name || '=' || value from seen"),
            "work_mem=5MB\ndefault_transaction_isolation=read committed\nlock_timeout=0\nTimeZone=America/Lima\nDateStyle=ISO, MDY\n\
             check_function_bodies=on\nrow_security=on\nclient_min_messages=notice\nstatement_timeout=0\n\
             search_path=\"$user\", public\nmy.own=\nmy.caller=kept",
            "{way:?}"
        );
        assert_eq!(app.one("select to_regclass('other.here') is not null"), "t");
        assert_eq!(
            app.one("select coalesce(current_setting('my.own', true), '')"),
            ""
        );
    }
}

#[test]
fn no_role_of_a_migration_outlives_it() {
    for way in WAYS {
        let db = Db::new("isolation");
        let (one, two) = (db.role("one"), db.role("two"));
        let mut app = db.connect();
        let change = format!(
            "create table seen (who text, session text); grant insert on seen to public; grant create on schema public to {two};
             set role {one}; set session authorization {two}; create table owned_by_two (id int); set local role none"
        );
        let look = "insert into seen select current_user, session_user";
        way.apply(&mut app, &[("1_set", &change), ("2_look", look)]);
        assert_eq!(
            app.lines("select * from seen"),
            "postgres|postgres",
            "{way:?}"
        );
        assert_eq!(
            app.lines("select current_user, session_user"),
            "postgres|postgres"
        );
        assert_eq!(
            app.one("select tableowner from pg_tables where tablename = 'owned_by_two'"),
            two,
            "{way:?}"
        );
        assert_eq!(
            app.lines("select distinct applied_by, connected_as from migrate.history"),
            "postgres|postgres",
            "{way:?}"
        );
    }
}

#[test]
fn a_migration_runs_as_the_callers_role_and_leaves_it() {
    for way in WAYS {
        let db = Db::new("isolation");
        let maker = db.role("maker");
        let mut app = db.connect();
        app.run(&format!(
            "grant create on schema public to {maker}; select migrate.grant_deploy('{maker}'); set role {maker}"
        ));
        way.apply(
            &mut app,
            &[
                ("1_a", "create table mine (id int)"),
                ("2_b", "reset role; create table not_mine (id int)"),
            ],
        );
        assert_eq!(app.one("select current_user"), maker, "{way:?}");
        let owners = "select string_agg(tableowner, ' ' order by tablename) from pg_tables where schemaname = 'public'";
        assert_eq!(app.one(owners), format!("{maker} postgres"), "{way:?}");
        assert_eq!(
            app.lines("select distinct applied_by, connected_as from migrate.history"),
            format!("{maker}|postgres"),
            "{way:?}"
        );
    }
}

#[test]
fn a_dump_of_pg_dump_is_a_migration_like_any_other() {
    let source = Db::bare("isolation");
    source.connect().run(
        "create type mood as enum ('ok', 'sad'); create table parent (id serial primary key, m mood default 'ok');
         create table child (id bigint generated always as identity, p int references parent, note text default E'a\\\\b;');
         create view v as select id from parent; create index on child (p);
         create function f(a int) returns int language sql as $$ select a + 1 from parent $$;
         create function tf() returns trigger language plpgsql as $$ begin return new; end $$;
         create trigger t before insert on child for each row execute function tf();
         comment on table parent is 'it''s; here'",
    );
    let dump = source.dump(&["-s", "-x", "-O"]);
    assert!(dump.contains("set_config('search_path', '', false)"));
    for way in WAYS {
        let db = Db::new("isolation");
        let mut app = db.connect();
        let after = "insert into parent (m) values ('sad'); insert into child (p) select max(id) from parent; create table after (x mood)";
        way.apply(&mut app, &[("1_dump", &dump), ("2_after", after)]);
        assert_eq!(app.one("show search_path"), "\"$user\", public");
        assert_eq!(app.lines("select note from child"), "a\\b;");
        app.run("drop table after");
        assert_eq!(db.schema(), source.schema(), "{way:?}");
    }
}

#[test]
fn what_the_caller_set_locally_holds_until_its_own_end() {
    let db = Db::new("isolation");
    let mut app = db.connect();
    app.run("begin; set local work_mem = '7MB'; set local search_path = pg_catalog; set time zone 'America/Lima'");
    let change =
        "set work_mem = '123kB'; set local time zone 'Asia/Tokyo'; create table public.t (id int)";
    Way::Deploy.apply(&mut app, &[("1_a", change)]);
    let shown = "select current_setting('work_mem'), current_setting('search_path'), current_setting('TimeZone')";
    assert_eq!(app.lines(shown), "7MB|pg_catalog|America/Lima");
    app.run("commit");
    assert_eq!(app.lines(shown), "4MB|\"$user\", public|America/Lima");
}

#[test]
fn the_callers_search_path_is_where_unqualified_names_go() {
    for way in WAYS {
        let db = Db::new("isolation");
        let mut app = db.connect();
        app.run("create schema app; set search_path = app");
        way.apply(
            &mut app,
            &[
                ("1_a", "create table t (id int)"),
                ("2_b", "alter table t add name text"),
            ],
        );
        assert_eq!(
            app.one("select to_regclass('app.t') is not null"),
            "t",
            "{way:?}"
        );
    }
}

#[test]
fn an_empty_search_path_of_the_caller_is_no_obstacle() {
    for way in WAYS {
        let db = Db::new("isolation");
        let mut app = db.connect();
        app.run("set search_path = ''");
        way.apply(
            &mut app,
            &[
                ("1_a", "create table public.t (id int)"),
                ("2_b", "alter table public.t add name text"),
            ],
        );
        assert_eq!(
            app.lines("select name, state from migrate.status()"),
            "1_a|applied\n2_b|applied"
        );
        assert_eq!(app.one("show search_path"), "\"\"");
        app.run("set search_path = ''");
        assert_eq!(
            app.one("select migrate.check()"),
            "up to date: 2 migrations applied"
        );
    }
}

#[test]
fn a_failed_migration_leaves_no_setting_either() {
    for way in WAYS {
        let db = Db::new("isolation");
        let (mut app, role) = (db.connect(), db.role("one"));
        let before = settings(&mut app);
        let vacuum = if way == Way::Session {
            "vacuum pg_catalog.pg_am;"
        } else {
            ""
        };
        let sql = format!("{vacuum} set work_mem = '123kB'; set search_path = nowhere; set role {role}; select 1 / 0");
        let list = bundle(&[("1_a", &sql)]);
        let error = match way {
            Way::Deploy => app.deploy(&list).map(drop),
            _ => app.rollout(&list),
        };
        assert_eq!(error.unwrap_err().code, "22012", "{way:?}");
        assert_eq!(changed(&before, &mut app), "", "{way:?}");
        assert_eq!(app.one("select current_user"), "postgres");
    }
}

#[test]
fn prepared_statements_and_cursors_of_a_migration_do_not_disturb_the_next() {
    for way in WAYS {
        let db = Db::new("isolation");
        let mut app = db.connect();
        let sql = "prepare q as select 1; execute q; deallocate q";
        way.apply(&mut app, &[("1_a", sql), ("2_b", sql)]);
        assert_eq!(
            app.one("select count(*) from pg_prepared_statements where name = 'q'"),
            "0",
            "{way:?}"
        );
    }
}

#[test]
fn a_statement_that_a_migration_prepares_ends_with_it() {
    for way in WAYS {
        let db = Db::new("isolation");
        let mut app = db.connect();
        app.run("prepare mine as select 1");
        way.apply(
            &mut app,
            &[
                ("1_a", "prepare q as select 1"),
                ("2_b", "prepare q as select 2"),
            ],
        );
        let left = "select string_agg(name, ' ') from pg_prepared_statements where from_sql";
        assert_eq!(app.one(left), "mine", "{way:?}");
    }
}

#[test]
fn a_migration_may_change_the_clients_encoding_for_itself() {
    for way in WAYS {
        let db = Db::new("isolation");
        let mut app = db.connect();
        let sql = "set client_encoding = 'LATIN1'; create table \"é\" (); do $$ begin raise notice 'für'; end $$";
        way.apply(
            &mut app,
            &[("1_a", sql), ("2_b", "alter table \"é\" add \"ü\" int")],
        );
        assert_eq!(app.one("show client_encoding"), "UTF8", "{way:?}");
        assert_eq!(app.one("select attname from pg_attribute where attrelid = '\"é\"'::regclass and attnum = 1"), "ü");
    }
}

#[test]
fn a_migration_that_makes_its_transaction_read_only_is_recorded_all_the_same() {
    for way in [Way::Deploy, Way::Rollout] {
        let db = Db::new("isolation");
        let mut app = db.connect();
        let list = [
            ("1_a", "create table t (); set transaction_read_only = on"),
            ("2_b", "create table u ()"),
        ];
        way.apply(&mut app, &list);
        assert_eq!(
            app.one("select migrate.check()"),
            "up to date: 2 migrations applied",
            "{way:?}"
        );
        app.run("create table v ()");
    }
}

#[test]
fn a_migration_may_lift_the_callers_statement_timeout_for_itself() {
    let db = Db::new("isolation");
    let mut app = db.connect();
    app.run("set statement_timeout = '500ms'");
    let long = bundle(&[("1_a", "set statement_timeout = 0; select pg_sleep(0.8)")]);
    assert_eq!(app.deploy(&long).unwrap().len(), 1);
    assert_eq!(app.one("show statement_timeout"), "500ms");
    let longer = bundle(&[
        ("1_a", "set statement_timeout = 0; select pg_sleep(0.8)"),
        ("2_b", "select pg_sleep(60)"),
    ]);
    let error = app.deploy(&longer).unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("57014", "migration \"2_b\" failed at statement 1, line 1, column 1: canceling statement due to statement timeout")
    );
}
