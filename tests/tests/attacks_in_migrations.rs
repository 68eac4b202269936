//! Migrations that reach for the bookkeeping itself: deferred triggers, settings, recursion, direct writes, names that
//! try to break out of quotes.

use migrate_tests::*;

/// A database of the superuser, and a role that may deploy and create in public.
fn deployer() -> (Db<'static>, String) {
    let db = Db::new("inside");
    let role = db.role("mallory");
    db.connect().run(&format!(
        "select migrate.grant_deploy('{role}'); grant create on schema public to {role}"
    ));
    (db, role)
}

const WITNESS: &str = "create table loot (who text, how text); \
    create function note() returns trigger language plpgsql as $f$ begin insert into loot values (current_user, tg_name); return null; end $f$; \
    create table bait (id int); \
    create constraint trigger late after insert on bait deferrable initially deferred for each row execute function note(); ";

#[test]
fn deferred_triggers_fire_with_the_rights_of_who_deploys() {
    let (db, role) = deployer();
    let mut app = db.connect_as(&role);
    app.deploy(&bundle(&[(
        "1_a",
        format!("{WITNESS} insert into bait values (1)"),
    )]))
    .unwrap();
    let more = [
        "insert into bait values (2)",
        "explain analyze insert into bait values (3)",
        "do $$ begin insert into bait values (4); end $$",
        "create function add() returns int language sql as 'insert into bait values (5) returning id'; select add()",
        "with x as (insert into bait values (6) returning id) select * from x",
        "prepare p as insert into bait values (7); execute p",
    ];
    for (n, sql) in more.into_iter().enumerate() {
        let name = format!("{}_more", n + 2);
        app.deploy_with(
            &bundle(&[(name.as_str(), sql), (&format!("{name}_next"), "select 1")]),
            "allow_missing => true",
        )
        .unwrap();
    }
    assert_eq!(
        app.one("select string_agg(distinct who, ' ') || ' ' || count(*) from loot"),
        format!("{role} 7")
    );
}

#[test]
fn what_a_deferred_trigger_refuses_is_an_error_of_its_migration() {
    let (db, role) = deployer();
    let mut app = db.connect_as(&role);
    let refuse = "create table t (id int); create function no() returns trigger language plpgsql as $f$ begin raise exception 'no'; end $f$; \
        create constraint trigger late after insert on t deferrable initially deferred for each row execute function no();";
    for (n, insert) in [
        "insert into t values (1)",
        "explain analyze insert into t values (1)",
        "do $$ begin insert into t values (1); end $$",
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{n}_bad");
        let both = bundle(&[
            (name.as_str(), format!("{refuse} {insert}").as_str()),
            (&format!("{n}_next"), "create table never ()"),
        ]);
        let error = app.deploy(&both).unwrap_err();
        assert_eq!(error.code, "P0001", "{insert}");
        assert!(
            error
                .message
                .starts_with(&format!("migration \"{name}\" failed")),
            "{insert}: {error}"
        );
        assert_eq!(app.one("select count(*) from migrate.history"), "0");
    }
}

#[test]
fn a_migration_cannot_write_the_history() {
    let (db, role) = deployer();
    let mut app = db.connect_as(&role);
    app.deploy(&bundle(&[("0_first", "create table first ()")]))
        .unwrap();
    for (sql, code) in [
        (
            "insert into migrate.migrations (name) values ('x')",
            "42501",
        ),
        ("update migrate.migrations set name = 'x'", "42501"),
        ("delete from migrate.scripts", "42501"),
        ("truncate migrate.failures", "42501"),
        ("copy migrate.migrations from program 'true'", "42501"),
        ("copy migrate.migrations from '/dev/null'", "42501"),
        ("insert into migrate.history (name) values ('x')", "55000"),
        ("delete from migrate.attempts", "55000"),
        (
            "lock table migrate.migrations in access share mode",
            "42501",
        ),
        ("lock table migrate.history in exclusive mode", "42501"),
        ("drop extension migrate cascade", "42501"),
        ("select migrate.resolve('0_first', 'rolled_back')", "42501"),
        (
            "select migrate.baseline('[{\"name\":\"x\",\"sql\":\"\"}]')",
            "42501",
        ),
        ("select migrate.adopt('rails')", "42501"),
        (
            "merge into migrate.migrations using (select 1) s on true when matched then delete",
            "42501",
        ),
    ] {
        if sql.starts_with("merge") && major() < 15 {
            continue;
        }
        let attempt = bundle(&[("0_first", "create table first ()"), ("1_x", sql)]);
        assert_eq!(app.deploy(&attempt).unwrap_err().code, code, "{sql}");
        assert_eq!(app.rollout(&attempt).unwrap_err().code, code, "{sql}");
        let hidden =
            format!("commit; do $x$ begin {sql}; end $x$").replace("begin select", "begin perform");
        let attempt = bundle(&[
            ("0_first", "create table first ()"),
            ("2_x", hidden.as_str()),
        ]);
        assert_eq!(app.rollout(&attempt).unwrap_err().code, code, "{sql}");
        db.connect().run("select migrate.resolve(name, 'rolled_back') from migrate.status() where state = 'failed'");
    }
    assert_eq!(
        app.lines("select name, state from migrate.history"),
        "0_first|applied"
    );
}

fn changed(before: &[Vec<String>], after: &[Vec<String>]) -> String {
    let new = after.iter().filter(|row| !before.contains(row));
    new.map(|row| row.join("")).collect::<Vec<_>>().join(", ")
}

#[test]
fn settings_that_a_migration_changes_do_not_reach_the_bookkeeping() {
    for sql in [
        "set row_security = off",
        "set default_transaction_read_only = on",
        "set transaction_read_only = on",
        "set local transaction_read_only = on",
        "set default_transaction_isolation = serializable",
        "set migrate.lock_timeout = 1",
        "set statement_timeout = '1h'; set lock_timeout = 1",
        "set search_path = ''",
        "set datestyle = 'SQL, DMY'; set intervalstyle = 'sql_standard'; set timezone = 'Asia/Kathmandu'; set bytea_output = escape",
        "set client_encoding = latin1",
        "set standard_conforming_strings = off; set backslash_quote = on",
        "set check_function_bodies = off; set default_tablespace = ''; set transform_null_equals = on",
        "set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set work_mem = '64kB'",
        "set session_preload_libraries = ''",
        "set constraints all deferred",
        "discard plans; discard sequences; discard temp",
        "deallocate all; close all; unlisten *",
    ] {
        let (db, role) = deployer();
        let mut app = db.connect_as(&role);
        let settings =
            "select name || '=' || setting from pg_settings where name !~ '^transaction' order by 1";
        app.run("select migrate.check()"); // loads the library, which has a setting of its own
        let before = app.rows(settings);
        let all = bundle(&[("1_a", sql), ("2_b", "create table b (t text default 'it''s'); insert into b values ('1')")]);
        if let Err(error) = app.deploy(&all) {
            assert_eq!(error.code, "42501", "{sql}: {error}");
            assert!(sql.contains("preload"), "{sql}: {error}");
            continue;
        }
        assert_eq!(changed(&before, &app.rows(settings)), "", "{sql}");
        assert_eq!(app.lines("select name, sql from migrate.history").lines().next().unwrap(), format!("1_a|{sql}"));
        assert_eq!(app.status(&all), "1_a|applied\n2_b|applied");
        app.rollout(&bundle(&[("1_a", sql), ("2_b", "create table b (t text default 'it''s'); insert into b values ('1')"), ("3_c", &format!("commit; {sql}; select 1"))])).unwrap();
        assert_eq!(changed(&before, &app.rows(settings)), "", "{sql}");
        assert_eq!(app.one("select count(*) from migrate.history"), "3");
    }
}

#[test]
fn a_migration_that_deploys_is_refused() {
    let (db, role) = deployer();
    let mut app = db.connect_as(&role);
    app.deploy(&bundle(&[("0_first", "create table first ()")]))
        .unwrap();
    let inner = bundle(&[("2_inner", "create table inner_one ()")]);
    let outer = bundle(&[("0_first", "create table first ()"), ("1_outer", format!("create table outer_one (); select migrate.deploy($i${inner}$i$, allow_missing => true)").as_str()), ("3_last", "create table last_one ()")]);
    let error = app.deploy(&outer).unwrap_err();
    assert_eq!(error.code, "55000");
    assert!(
        error
            .message
            .ends_with("a migration cannot call migrate.deploy"),
        "{error}"
    );
    assert_eq!(app.rollout(&outer).unwrap_err().code, "55000");
    assert_eq!(app.one("select count(*) from migrate.history"), "1");
    assert_eq!(app.one("select to_regclass('outer_one') is null"), "t");
}

#[test]
fn a_migration_that_rolls_out_is_refused() {
    let (db, role) = deployer();
    let mut app = db.connect_as(&role);
    let outer = bundle(&[("1_outer", "call migrate.rollout('[{\"name\":\"2_inner\",\"sql\":\"create table inner_one ()\"}]', allow_missing => true)")]);
    let error = app.deploy(&outer).unwrap_err();
    assert!(["25001", "55000"].contains(&error.code.as_str()), "{error}");
    app.run("set migrate.lock_timeout = '2s'");
    let error = app.rollout(&outer).unwrap_err();
    assert!(["25001", "55000"].contains(&error.code.as_str()), "{error}");
    assert_eq!(app.one("select to_regclass('inner_one') is null"), "t");
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
}

#[test]
fn a_migration_may_ask_for_the_status() {
    let (db, role) = deployer();
    let mut app = db.connect_as(&role);
    let ask = "create table seen as select name, state from migrate.status(); insert into seen select name, state from migrate.history";
    app.deploy(&bundle(&[("1_a", "create table a ()"), ("2_b", ask)]))
        .unwrap();
    assert_eq!(app.lines("select * from seen"), "1_a|applied\n1_a|applied");
}

const NAMES: [&str; 9] = [
    "1_it's",
    "2_$$; drop table victim; --",
    "3_\"; drop table victim; --",
    "4_'; drop table victim; --",
    "5_%s %I %L $1",
    "6_\u{202e}gnp",
    "7_{}[]\u{fffd}é😀",
    "8_' || evil() || '",
    "9_E'0'",
];

#[test]
fn names_that_try_to_break_out_of_quotes_are_just_names() {
    let (db, role) = deployer();
    let mut app = db.connect_as(&role);
    app.run("create table victim ()");
    db.connect()
        .run("select migrate.baseline('[{\"name\":\"0_old\",\"sql\":\"\"}]')");
    for (n, name) in NAMES.into_iter().enumerate() {
        let fine = format!("create table t{n} (id int)");
        let online = format!("create index concurrently on t{n} (id)");
        let other = format!("{name} online");
        app.deploy_with(&bundle(&[(name, fine.as_str())]), "allow_missing => true")
            .unwrap();
        app.rollout_with(
            &bundle(&[(name, fine.as_str()), (&other, &online)]),
            "allow_missing => true",
        )
        .unwrap();
        let failing = format!("{name} fails");
        let error = app
            .deploy_with(
                &bundle(&[(failing.as_str(), "select 1/0")]),
                "allow_missing => true",
            )
            .unwrap_err();
        let hint = error
            .hint
            .split_once("nothing. ")
            .unwrap()
            .1
            .split(" shows")
            .next()
            .unwrap()
            .to_owned();
        assert_eq!(app.rows(&hint).len(), 1, "the HINT can be pasted: {hint}");
        let half = format!("{name} half");
        let error = app
            .rollout_with(
                &bundle(&[(half.as_str(), "commit; select 1; select 1/0")]),
                "allow_missing => true",
            )
            .unwrap_err();
        let resolve = error
            .hint
            .split("SELECT * FROM migrate.resolve")
            .nth(2)
            .unwrap()
            .split(". ")
            .next()
            .unwrap()
            .to_owned();
        let mut admin = db.connect();
        assert_eq!(
            admin.lines(&format!("select name, state from migrate.resolve{resolve}")),
            format!("{half}|applied"),
            "{}",
            error.hint
        );
        let row = admin
            .query_one(
                "select count(*) from migrate.history where name in ($1, $2, $3)",
                &[&name, &other, &half],
            )
            .unwrap();
        assert_eq!(row.get::<_, i64>(0), 3);
    }
    assert_eq!(app.one("select count(*) from victim"), "0");
}

#[test]
fn objects_whose_names_try_to_break_out_of_quotes_are_just_objects() {
    let (db, role) = deployer();
    let mut app = db.connect_as(&role);
    app.deploy(&bundle(&[("0_old", "create table victim (id int)")]))
        .unwrap();
    let sql = r#"create temp table "x""; drop table victim; --" (id int);
        create table "a'b" (id int constraint "c""; drop table victim; --" unique deferrable initially deferred);
        insert into "a'b" values (1); create temp sequence "s'""q"; create temp view "v'""w" as select 1"#;
    app.deploy_with(&bundle(&[("1_a", sql)]), "allow_missing => true")
        .unwrap();
    assert_eq!(app.one("select count(*) from victim"), "0");
    assert_eq!(
        app.one("select count(*) from pg_class where relnamespace = pg_my_temp_schema()"),
        "0"
    );
}
