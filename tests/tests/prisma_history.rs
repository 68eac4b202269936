//! Prisma's history table: adopted where it is, and kept in step by every verb that writes.

use migrate_tests::prisma_history::*;
use migrate_tests::*;

#[test]
fn what_prisma_applied_is_applied_without_a_baseline() {
    let (_db, mut app) = prisma_db("adopted");
    by_prisma(&mut app, A);
    by_prisma(&mut app, B);
    let all = bundle(&[A, B]);
    assert_eq!(app.status(&all), "1_a|applied\n2_b|applied");
    let check = "select migrate.check($1::text)";
    let verdict: String = app.query_one(check, &[&all]).unwrap().get(0);
    assert_eq!(verdict, "up to date: 2 migrations applied");
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
    assert_eq!(app.deploy(&all).unwrap(), []);
    assert_eq!(
        app.lines("select name, state, application_name, sql is not null from migrate.history"),
        "1_a|applied|prisma|t\n2_b|applied|prisma|t"
    );
    assert_eq!(app.deploy(&bundle(&[A, B, C])).unwrap().len(), 1);
    assert_eq!(app.lines("select * from migrate.drift()"), "");
    assert_eq!(rows(&mut app), "1_a|t|f|∅|1\n2_b|t|f|∅|1\n3_c|t|f|∅|1");
    well_formed(&mut app);
    app.run("drop table _prisma_migrations");
    assert_eq!(
        app.status(&bundle(&[A, B, C])),
        "1_a|applied\n2_b|applied\n3_c|applied"
    );
}

#[test]
fn an_empty_table_is_a_history_too() {
    let (_db, mut app) = prisma_db("adopted");
    app.run("create table stray ()");
    assert_eq!(app.deploy(&bundle(&[A])).unwrap().len(), 1);
    assert_eq!(rows(&mut app), "1_a|t|f|∅|1");
}

#[test]
fn line_endings_and_old_checksums_are_no_edit_but_other_texts_are() {
    let (_db, mut app) = prisma_db("adopted");
    by_prisma(
        &mut app,
        ("1_a", "create table a (id int primary key);\r\n"),
    );
    by_prisma(&mut app, B);
    // Each byte of the checksum without its leading zero, as Prisma 2 wrote it.
    app.run(
        "update _prisma_migrations set checksum = (select string_agg(regexp_replace(byte[1], '^0', ''), '')
           from regexp_matches(checksum, '..', 'g') as byte) where migration_name = '2_b'",
    );
    assert_ne!(
        app.one("select length(checksum) from _prisma_migrations where migration_name = '2_b'"),
        "64"
    );
    assert_eq!(app.status(&bundle(&[A, B])), "1_a|applied\n2_b|applied");
    app.deploy(&bundle(&[A, B, C])).unwrap();
    assert_eq!(
        app.status(&bundle(&[A, B, C])),
        "1_a|applied\n2_b|applied\n3_c|applied"
    );
    let edited = [A, ("2_b", "create table b ();\n"), C];
    assert_eq!(
        app.status(&bundle(&edited)),
        "1_a|applied\n2_b|edited\n3_c|applied"
    );
    assert!(app.deploy(&bundle(&edited)).is_err());
    app.query(
        "select migrate.resolve('2_b', 'applied', $1::text)",
        &[&bundle(&edited)],
    )
    .unwrap();
    assert_eq!(
        app.one("select checksum = encode(sha256('create table b ();\n'), 'hex') from _prisma_migrations where migration_name = '2_b'"),
        "t"
    );
    assert_eq!(rows(&mut app), "1_a|t|f|∅|1\n2_b|t|f|∅|1\n3_c|t|f|∅|1");
}

#[test]
fn several_attempts_of_one_name_count_by_the_one_that_decides() {
    let (_db, mut app) = prisma_db("attempts");
    row(&mut app, "1_a", "old", "null, now(), 'why'", 0);
    by_prisma(&mut app, A);
    row(&mut app, "2_b", B.1, "null, now(), 'why'", 0);
    assert_eq!(app.status(&bundle(&[A, B])), "1_a|applied\n2_b|rolled_back");
    assert_eq!(app.deploy(&bundle(&[A, B])).unwrap().len(), 1);
    assert_eq!(
        rows(&mut app),
        "1_a|f|t|why|0\n1_a|t|f|∅|1\n2_b|f|t|why|0\n2_b|t|f|∅|1"
    );
    failed_by_prisma(&mut app, A);
    assert_eq!(app.status(&bundle(&[A, B])), "1_a|failed\n2_b|applied");
}

#[test]
fn a_failed_migration_of_prismas_blocks_until_it_is_resolved() {
    for rollout in [false, true] {
        let (_db, mut app) = prisma_db("failed");
        by_prisma(&mut app, A);
        failed_by_prisma(&mut app, B);
        let all = bundle(&[A, B]);
        let detail = app.one("select detail from migrate.status() where state = 'failed'");
        let begun = detail
            .strip_prefix("The `2_b` migration started at 20")
            .unwrap();
        assert!(
            begun.ends_with(" UTC failed: ERROR: column \"nope\" does not exist"),
            "{detail}"
        );
        let refused = match rollout {
            false => app.deploy(&all).map(drop),
            true => app.rollout(&all),
        };
        let refused = refused.unwrap_err();
        assert_eq!(refused.code, "55000");
        assert!(refused.message.contains("\"2_b\"") && refused.message.contains("P3009"));
        assert_eq!(refused.detail, detail);
        assert_eq!(app.one("select count(*) from migrate.history"), "0");
        let how = "select state, detail from migrate.resolve('2_b', 'rolled_back', $1::text)";
        let resolved = app.query_one(how, &[&all]).unwrap();
        assert_eq!(resolved.get::<_, &str>(0), "rolled_back");
        assert_eq!(
            resolved.get::<_, &str>(1),
            "the schema is as it should be: no difference to what the applied migrations make"
        );
        assert_eq!(rows(&mut app), format!("1_a|t|f|∅|1\n2_b|f|t|{LOG}|0"));
        app.deploy(&all).unwrap();
        assert_eq!(
            rows(&mut app),
            format!("1_a|t|f|∅|1\n2_b|f|t|{LOG}|0\n2_b|t|f|∅|1")
        );
        assert_eq!(app.status(&all), "1_a|applied\n2_b|applied");
        well_formed(&mut app);
    }
}

#[test]
fn resolving_says_what_the_failed_one_left_behind() {
    let (_db, mut app) = prisma_db("left");
    by_prisma(&mut app, A);
    app.deploy(&bundle(&[A])).unwrap();
    app.run("create table b (id int)");
    failed_by_prisma(&mut app, B);
    assert!(app.has_drifted());
    app.run("begin");
    assert_eq!(
        app.lines("select * from migrate.resolve('2_b', 'rolled_back')"),
        "2_b|rolled_back|1 difference to the schema before it: table public.b added; SELECT * FROM migrate.drift()"
    );
    app.run("rollback");
    let how = "select state, detail from migrate.resolve('2_b', 'applied', $1::text)";
    let resolved = app.query_one(how, &[&bundle(&[A, B])]).unwrap();
    assert_eq!(resolved.get::<_, &str>(0), "applied");
    let detail: &str = resolved.get(1);
    assert!(
        detail.starts_with("2 differences to what the applied migrations make: "),
        "{detail}"
    );
    assert!(detail.contains("constraint"), "{detail}");
    // As Prisma's own resolve: the failed attempt counts as rolled back, a new row says applied.
    assert_eq!(
        rows(&mut app),
        format!("1_a|t|f|∅|1\n2_b|f|t|{LOG}|0\n2_b|t|f||0")
    );
    well_formed(&mut app);
}

#[test]
fn every_verb_writes_the_rows_that_prisma_would() {
    let (_db, mut app) = prisma_db("verbs");
    app.query("select migrate.baseline($1::text)", &[&bundle(&[A])])
        .unwrap();
    app.query(
        "select migrate.resolve('2_b', 'applied', $1::text)",
        &[&bundle(&[A, B])],
    )
    .unwrap();
    app.deploy(&bundle(&[A, B, C])).unwrap();
    app.run("create table stray (id int)");
    app.run("select migrate.adopt_drift('4_d')");
    let d = app.one("select sql from migrate.history where name = '4_d'");
    let list = [A, B, C, ("4_d", d.as_str())];
    let with = |more: (&'static str, &'static str)| {
        let mut all = list.map(|(n, s)| (n.to_owned(), s.to_owned())).to_vec();
        all.push((more.0.into(), more.1.into()));
        bundle(&all)
    };
    let first = "1_a|t|f||0\n2_b|t|f||0\n3_c|t|f|∅|1\n4_d|t|f||0";
    assert_eq!(rows(&mut app), first);
    // What leaves nothing behind leaves no row.
    assert!(app.deploy(&with(("5_e", "select nope"))).is_err());
    assert!(app.rollout(&with(("5_e", "select nope"))).is_err());
    assert!(app
        .rollout(&with(("5_e", "begin; select nope; commit; begin; commit")))
        .is_err());
    app.deploy_with(&with(("5_e", "select 1")), "dry_run => true")
        .unwrap();
    assert_eq!(rows(&mut app), first);
    assert!(app
        .rollout(&with(("5_e", "create table e (); vacuum e; select nope")))
        .is_err());
    let log = app.one("select logs from _prisma_migrations where migration_name = '5_e'");
    assert!(
        log.starts_with("migration \"5_e\" failed at statement 3")
            && log.ends_with("Database error code: 42703\n\nDatabase error:\nERROR: column \"nope\" does not exist"),
        "{log}"
    );
    assert_eq!(rows(&mut app), format!("{first}\n5_e|f|f|{log}|0"));
    app.run("drop table e; select migrate.resolve('5_e', 'rolled_back')");
    app.rollout(&with(("5_e", "create table e (); vacuum e")))
        .unwrap();
    assert_eq!(
        rows(&mut app),
        format!("{first}\n5_e|f|t|{log}|0\n5_e|t|f|∅|1")
    );
    well_formed(&mut app);
}

#[test]
fn a_rollout_at_work_has_its_row() {
    let (db, mut app) = prisma_db("running");
    let slow = bundle(&[("1_s", "create table s (); vacuum s; select pg_sleep(60)")]);
    let work = db.background(&format!("call migrate.rollout('{slow}')"));
    wait_until("the row", || rows(&mut app) == "1_s|f|f|∅|0");
    assert_eq!(app.status(&slow), "1_s|pending");
    app.run(&format!("select pg_terminate_backend({})", work.pid()));
    assert!(work.join().is_err());
    wait_until("its end", || app.status(&slow) == "1_s|failed");
}

#[test]
fn prisma_at_work_is_no_failure_until_it_lets_go_of_the_lock() {
    let (db, mut app) = prisma_db("working");
    let mut cli = db.connect();
    cli.run("set application_name = 'prisma'; select pg_advisory_lock(72707369)");
    row(&mut cli, A.0, A.1, "null, null, null", 0);
    let status = "select state, detail from migrate.status()";
    let working = app.lines(status);
    assert!(
        working.starts_with("pending|running now by pid ") && working.contains("\"prisma\""),
        "{working}"
    );
    cli.run("select pg_advisory_unlock(72707369)");
    let died = app.lines(status);
    assert!(
        died.starts_with("failed|") && died.ends_with("Prisma's table has no log of it"),
        "{died}"
    );
}

#[test]
fn answers_that_a_session_remembers_follow_prismas_table() {
    let (db, mut app) = prisma_db("fresh");
    by_prisma(&mut app, A);
    let one = bundle(&[A]);
    app.deploy(&one).unwrap();
    let mut cli = db.connect();
    for _ in 0..3 {
        assert_eq!(app.status(&one), "1_a|applied");
        assert_eq!(app.deploy(&one).unwrap(), []);
    }
    failed_by_prisma(&mut cli, A);
    assert_eq!(app.status(&one), "1_a|failed");
    assert!(app.deploy(&one).is_err());
    cli.run("delete from _prisma_migrations where finished_at is null");
    assert_eq!(app.status(&one), "1_a|applied");
    by_prisma(&mut cli, B);
    assert_eq!(app.status(&one), "1_a|applied\n2_b|missing");
    assert_eq!(app.status(&bundle(&[A, B])), "1_a|applied\n2_b|applied");
    assert!(!app.has_drifted());
}

#[test]
fn under_repeatable_read_a_later_deployment_by_prisma_is_not_overlooked() {
    let (db, mut app) = prisma_db("isolated");
    by_prisma(&mut app, A);
    app.deploy(&bundle(&[A])).unwrap();
    app.run("begin isolation level repeatable read; select 1");
    by_prisma(&mut db.connect(), B);
    let error = app.deploy(&bundle(&[A, B, C])).unwrap_err();
    assert_eq!(error.code, "40001");
    app.run("rollback");
    assert_eq!(app.deploy(&bundle(&[A, B, C])).unwrap().len(), 1);
}

#[test]
fn the_table_is_in_no_document_and_nothing_drops_it() {
    let (_db, mut app) = prisma_db("ignored");
    app.deploy(&bundle(&[A])).unwrap();
    assert_eq!(
        app.one("select migrate.live()::text ~ '_prisma_migrations'"),
        "f"
    );
    assert_eq!(
        app.one(&format!(
            "select migrate.sql($q${TABLE}$q$)::text ~ '_prisma_migrations'"
        )),
        "f"
    );
    assert_eq!(
        app.lines("select object, change from migrate.diff(migrate.live(), migrate.empty()) where kind = 'table'"),
        "public.a|drop"
    );
    app.run(
        "select migrate.push(migrate.prisma(E'datasource db {\\n provider = \"postgresql\"\\n}'), accept_data_loss => true)",
    );
    assert_eq!(app.one("select to_regclass('a') is null"), "t");
    assert_eq!(rows(&mut app), "1_a|t|f|∅|1");
    app.run("alter table _prisma_migrations add column note text");
    assert!(!app.has_drifted());
}

#[test]
fn none_is_made_unless_asked_for() {
    let db = Db::owned("asked");
    let mut app = db.connect();
    app.query("select migrate.baseline($1::text)", &[&bundle(&[A])])
        .unwrap();
    app.deploy(&bundle(&[A, B])).unwrap();
    assert_eq!(
        app.one("select to_regclass('_prisma_migrations') is null"),
        "t"
    );
    for _ in 0..2 {
        assert_eq!(
            app.one("select migrate.keep_prisma_history()"),
            "_prisma_migrations is kept in step: 2 migrations"
        );
        assert_eq!(rows(&mut app), "1_a|t|f||0\n2_b|t|f|∅|1");
    }
    assert!(!app.has_drifted());
    app.deploy(&bundle(&[A, B, C])).unwrap();
    assert_eq!(rows(&mut app), "1_a|t|f||0\n2_b|t|f|∅|1\n3_c|t|f|∅|1");
    assert_eq!(
        app.lines("select column_name, data_type, character_maximum_length, is_nullable, column_default from information_schema.columns where table_name = '_prisma_migrations' order by ordinal_position"),
        "id|character varying|36|NO|∅\nchecksum|character varying|64|NO|∅\nfinished_at|timestamp with time zone|∅|YES|∅\nmigration_name|character varying|255|NO|∅\nlogs|text|∅|YES|∅\nrolled_back_at|timestamp with time zone|∅|YES|∅\nstarted_at|timestamp with time zone|∅|NO|now()\napplied_steps_count|integer|∅|NO|0"
    );
}

#[test]
fn dev_goes_on_from_prismas_history() {
    let (_db, mut app) = prisma_db("dev");
    by_prisma(&mut app, A);
    let next = "select outcome, name from migrate.dev('more', migrate.sql($1), $2::text::json)";
    let target = format!("{}{}", A.1, B.1);
    let made = app.query(next, &[&target, &bundle(&[A])]).unwrap();
    assert_eq!(made[0].get::<_, &str>(0), "applied");
    let name: String = made[0].get(1);
    assert_eq!(rows(&mut app), format!("1_a|t|f|∅|1\n{name}|t|f|∅|1"));
    assert!(!app.has_drifted());
    failed_by_prisma(&mut app, C);
    let sql = app.one("select sql from migrate.history where name <> '1_a'");
    let both = bundle(&[A, (name.as_str(), sql.as_str())]);
    let stopped = app.query(next, &[&target, &both]).unwrap();
    assert_eq!(stopped[0].get::<_, &str>(0), "failed");
    assert_eq!(stopped[0].get::<_, &str>(1), C.0);
}
