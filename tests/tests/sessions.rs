//! The background worker in which `rollout` runs what no function can: it is the caller in all but its process.

use migrate_tests::*;

/// Workers of this database.
fn workers(app: &mut Session) -> String {
    app.one("select count(*) from pg_stat_activity where backend_type = 'migrate worker' and datname = current_database()")
}

#[test]
fn a_worker_has_the_callers_settings_and_roles() {
    let db = Db::new("sessions");
    let (login, role) = (db.role("login"), db.role("role"));
    db.connect().run(&format!(
        "grant {role} to {login}; select migrate.grant_deploy('{role}'); create schema app authorization {role};
         create schema seen; grant usage on schema seen to public; create table seen.seen (name text, value text); grant insert on seen.seen to public"
    ));
    db.connect()
        .run("select migrate.baseline('[{\"name\":\"0\",\"sql\":\"\"}]')");
    let mut app = db.connect_as(&login);
    app.run(&format!(
        "set role {role}; set search_path = app, public; set work_mem = '5MB'; set time zone 'America/Lima'; set application_name = 'billing';
         set statement_timeout = '5min'; set lock_timeout = '7s'; set datestyle = 'German'; set default_transaction_isolation = 'repeatable read';
         set my.own = 'Größe ''x'''"
    ));
    let names = [
        "search_path",
        "work_mem",
        "TimeZone",
        "application_name",
        "statement_timeout",
        "lock_timeout",
        "DateStyle",
        "default_transaction_isolation",
        "my.own",
    ];
    let looks = names
        .map(|n| format!("insert into seen.seen select '{n}', current_setting('{n}');"))
        .concat();
    let sql = format!(
        "vacuum (analyze) pg_catalog.pg_am; {looks} insert into seen.seen select current_user, session_user; create table t ()"
    );
    app.rollout_with(&bundle(&[("1_a", &sql)]), "allow_missing => true")
        .unwrap();
    let mut admin = db.connect();
    assert_eq!(
        admin.lines("select name || '=' || value from seen.seen"),
        format!(
            "search_path=app, public\nwork_mem=5MB\nTimeZone=America/Lima\napplication_name=billing\nstatement_timeout=5min\nlock_timeout=7s\n\
             DateStyle=German, DMY\ndefault_transaction_isolation=repeatable read\nmy.own=Größe 'x'\n{role}={login}"
        )
    );
    assert_eq!(
        admin.lines("select schemaname, tableowner from pg_tables where tablename = 't'"),
        format!("app|{role}")
    );
    assert_eq!(
        admin.lines("select applied_by, connected_as, application_name from migrate.history where name = '1_a'"),
        format!("{role}|{login}|billing")
    );
    assert_eq!(workers(&mut admin), "0");
}

#[test]
fn notices_of_a_worker_reach_the_caller_as_they_are() {
    let db = Db::new("sessions");
    let mut app = db.connect();
    let sql = "vacuum pg_catalog.pg_am; drop table if exists nothing;\n\
               do $$ begin raise notice 'hällo %', 1 using detail = 'd', hint = 'h'; raise warning 'careful'; commit; end $$";
    app.rollout(&bundle(&[("1_a", sql)])).unwrap();
    let list = app.notices();
    let texts: Vec<_> = list[..3]
        .iter()
        .map(|n| format!("{} {} {}", n.severity, n.code, n.message))
        .collect();
    assert_eq!(
        texts,
        [
            "NOTICE 00000 table \"nothing\" does not exist, skipping",
            "NOTICE 00000 hällo 1",
            "WARNING 01000 careful"
        ]
    );
    assert_eq!((list[1].detail.as_str(), list[1].hint.as_str()), ("d", "h"));
    assert_eq!(list.len(), 4);
    app.run("set client_min_messages = warning");
    app.rollout_with(&bundle(&[("2_b", sql)]), "allow_missing => true")
        .unwrap();
    let texts: Vec<_> = app.notices().into_iter().map(|n| n.message).collect();
    assert_eq!(texts, ["careful"]);
}

#[test]
fn errors_of_a_worker_keep_every_field_and_the_place_in_the_file() {
    let db = Db::new("sessions");
    let mut app = db.connect();
    let sql = "vacuum pg_catalog.pg_am;\r\ncreate table \"é\" (a int constraint é_a check (a > 0));\r\nselect 'é', nope from \"é\"";
    let error = app.rollout(&bundle(&[("1_a", sql)])).unwrap_err();
    assert_eq!(error.message, "migration \"1_a\" failed at statement 3, line 3, column 13: column \"nope\" does not exist");
    assert_eq!(
        error.context,
        "migration \"1_a\", statement 3 (SELECT), line 3, column 13\n    1 | vacuum pg_catalog.pg_am;\n    \
             2 | create table \"é\" (a int constraint é_a check (a > 0));\n    3 | select 'é', nope from \"é\"\n      |             ^"
    );
    let db = Db::new("sessions");
    let raise = "vacuum pg_catalog.pg_am; do $$ begin raise exception 'x' using errcode = 'AB123', detail = 'd', hint = 'h', schema = 's', \
                 table = 't', column = 'c', datatype = 'ty', constraint = 'co'; end $$";
    let error = db
        .connect()
        .rollout(&bundle(&[("1_a", raise)]))
        .unwrap_err();
    assert_eq!(
        [
            &error.code,
            &error.detail,
            &error.schema,
            &error.table,
            &error.column,
            &error.datatype,
            &error.constraint
        ],
        ["AB123", "d", "s", "t", "c", "ty", "co"]
    );
    assert!(
        error
            .hint
            .starts_with("h\n1 of its 2 statements is committed."),
        "{error}"
    );
    assert!(
        error.context.starts_with("PL/pgSQL function inline_code_block line 1 at RAISE\nmigration \"1_a\", statement 2 (DO), line 1, column 26\n"),
        "{error}"
    );
}

/// A rollout that waits in CREATE INDEX CONCURRENTLY for a transaction that `blocker` holds open.
fn waiting(db: &Db, timeout: &str) -> (Session, Background, &'static str) {
    db.connect().run(&format!(
        "alter database {} set statement_timeout = '{timeout}'",
        db.name()
    ));
    let mut blocker = db.connect();
    db.connect()
        .rollout(&bundle(&[(
            "1_a",
            "create table t (id int); insert into t values (1)",
        )]))
        .unwrap();
    blocker.run("begin; insert into t values (2)");
    let list = bundle(&[
        ("1_a", "create table t (id int); insert into t values (1)"),
        ("2_b", "create index concurrently i on t (id); select 2"),
    ]);
    let running = db.background(&format!("call migrate.rollout($b${list}$b$)"));
    (blocker, running, "select count(*) from pg_stat_activity where backend_type = 'migrate worker' and wait_event_type = 'Lock' and datname = current_database()")
}

#[track_caller]
fn nothing_is_left_running(db: &Db, blocker: &mut Session) {
    let mut app = db.connect();
    wait_until("no worker is left", || workers(&mut app) == "0");
    let locks = "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())";
    wait_until("the lock is released", || app.one(locks) == "0");
    let builds =
        "select count(*) from pg_stat_progress_create_index where datname = current_database()";
    assert_eq!(app.one(builds), "0");
    blocker.run("rollback");
    assert_eq!(
        app.lines("select name, state from migrate.status()"),
        "1_a|applied\n2_b|failed\n(schema)|drifted"
    );
}

#[test]
fn a_cancel_stops_the_worker() {
    let db = Db::new("sessions");
    let (mut blocker, running, waits) = waiting(&db, "0");
    let mut app = db.connect();
    wait_until("the worker waits", || app.one(waits) == "1");
    assert!(app.status("[]").contains("2_b|pending"));
    let detail = app.one("select detail from migrate.status() where name = '2_b'");
    assert!(
        detail.starts_with(&format!(
            "running now by pid {} (user postgres, application \"migrate_tests\", since 20",
            running.pid()
        )) && detail.ends_with("): 0 of 2 statements are committed"),
        "{detail}"
    );
    app.run(&format!("select pg_cancel_backend({})", running.pid()));
    let error = running.join().unwrap_err();
    assert_eq!(error.code, "57014", "{error}");
    nothing_is_left_running(&db, &mut blocker);
    let half = app
        .deploy(&bundle(&[
            ("1_a", "create table t (id int); insert into t values (1)"),
            ("2_b", ""),
        ]))
        .unwrap_err();
    assert_eq!(half.detail, "0 of its 2 statements are committed.");
    app.run("drop index if exists i; select migrate.resolve('2_b', 'rolled_back')");
    app.rollout(&bundle(&[
        ("1_a", "create table t (id int); insert into t values (1)"),
        ("2_b", "create index concurrently i on t (id); select 2"),
    ]))
    .unwrap();
}

#[test]
fn a_statement_timeout_stops_the_worker() {
    let db = Db::new("sessions");
    let (mut blocker, running, _) = waiting(&db, "2s");
    let error = running.join().unwrap_err();
    assert_eq!(error.code, "57014", "{error}");
    assert!(
        error
            .message
            .contains("canceling statement due to statement timeout"),
        "{error}"
    );
    nothing_is_left_running(&db, &mut blocker);
}

#[test]
fn terminating_the_caller_stops_the_worker() {
    let db = Db::new("sessions");
    let (mut blocker, running, waits) = waiting(&db, "0");
    let mut app = db.connect();
    wait_until("the worker waits", || app.one(waits) == "1");
    app.run(&format!("select pg_terminate_backend({})", running.pid()));
    assert!(running.join().is_err());
    nothing_is_left_running(&db, &mut blocker);
}

#[test]
fn terminating_the_worker_fails_the_migration() {
    let db = Db::new("sessions");
    let (mut blocker, running, waits) = waiting(&db, "0");
    let mut app = db.connect();
    wait_until("the worker waits", || app.one(waits) == "1");
    app.run("select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'migrate worker' and datname = current_database()");
    let error = running.join().unwrap_err();
    assert_eq!(error.code, "57P01", "{error}");
    assert_eq!(
        error.message,
        "migration \"2_b\" failed at statement 1, line 1, column 1: terminating background worker \"migrate worker\" due to administrator command"
    );
    nothing_is_left_running(&db, &mut blocker);
}

#[test]
fn a_session_user_that_may_not_log_in_is_told_what_to_do() {
    let db = Db::new("sessions");
    let role = db.role("nobody");
    let mut app = db.connect();
    app.run(&format!("alter role {role} nologin; select migrate.grant_deploy('{role}'); set session authorization {role}"));
    let error = app
        .rollout(&bundle(&[("1_a", "select 1"), ("2_b", "vacuum")]))
        .unwrap_err();
    assert_eq!(error.code, "28000");
    assert_eq!(
        error.message,
        format!("role \"{role}\" may not log in, so no background worker can run as it")
    );
    assert_eq!(
        error.hint,
        "Connect as a role that may log in, and use SET ROLE instead of SET SESSION AUTHORIZATION."
    );
    app.run("reset session authorization");
    assert_eq!(
        app.lines("select name, state from migrate.status()"),
        "1_a|applied"
    );
}

#[test]
fn without_a_free_worker_slot_the_error_says_which_setting() {
    let cluster = Cluster::with(&[("max_worker_processes", "0")]);
    let db = Db::on(&cluster, "sessions");
    let mut app = db.connect();
    let list = bundle(&[("1_a", "create table a ()"), ("2_b", "vacuum")]);
    let error = app.rollout(&list).unwrap_err();
    assert_eq!(error.code, "53000");
    assert_eq!(error.message, "no background worker slot is free");
    assert_eq!(error.hint, "Raise max_worker_processes (it needs a restart), or try again when other workers have ended.");
    assert_eq!(app.status(&list), "1_a|applied\n2_b|pending");
    assert_eq!(
        app.one("select count(*) from pg_locks where locktype = 'advisory'"),
        "0"
    );
}

#[test]
fn long_texts_pass_between_the_worker_and_the_caller() {
    let db = Db::new("sessions");
    let mut app = db.connect();
    let sql = format!(
        "vacuum pg_catalog.pg_am; create table t (x text); insert into t values ('{}');
         do $$ begin for i in 1..200 loop raise notice '%', repeat('é', 100000); end loop; end $$;
         do $$ begin raise exception '%', repeat('x', 300000) using hint = repeat('y', 300000); end $$",
        "z".repeat(10_000_000)
    );
    let error = app.rollout(&bundle(&[("1_a", &sql)])).unwrap_err();
    assert_eq!(error.code, "P0001");
    assert!(error
        .message
        .ends_with(&format!(": {}", "x".repeat(300_000))));
    assert!(error
        .hint
        .starts_with(&format!("{}\n", "y".repeat(300_000))));
    let notices = app.notices();
    assert_eq!(notices.len(), 200);
    assert!(notices.iter().all(|n| n.message == "é".repeat(100_000)));
    assert_eq!(app.one("select max(length(x)) from t"), "10000000");
    assert_eq!(
        app.one("select length(message) from migrate.attempts"),
        "300000"
    );
}

#[test]
fn a_text_of_windows_or_of_pg_dump_runs_in_a_worker() {
    let db = Db::new("sessions");
    let mut app = db.connect();
    let sql = "\u{feff}\\restrict x\r\nvacuum pg_catalog.pg_am;\r\n\r\n-- é\r\ncreate table t (x text default 'a\r\nb');\r\n\\unrestrict x\r\nselect nope;\r\n";
    let error = app.rollout(&bundle(&[("1_a", sql)])).unwrap_err();
    assert_eq!(
        error.message,
        "migration \"1_a\" failed at statement 3, line 8, column 8: column \"nope\" does not exist"
    );
    app.run("insert into t default values");
    assert_eq!(app.one("select quote_literal(x) from t"), "'a\r\nb'");
}

#[test]
fn a_timeout_that_the_migration_sets_holds_in_the_worker() {
    let db = Db::new("sessions");
    let mut app = db.connect();
    let sql =
        "vacuum pg_catalog.pg_am; set statement_timeout = '200ms'; select pg_sleep(10); select 4";
    let error = app.rollout(&bundle(&[("1_a", sql)])).unwrap_err();
    assert_eq!(error.code, "57014");
    assert_eq!(
        error.message,
        "migration \"1_a\" failed at statement 3, line 1, column 59: canceling statement due to statement timeout"
    );
}
