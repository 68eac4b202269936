//! `migrate.reset`: what the history made goes, and the migrations run again.

use migrate_tests::*;

const SHOP: [(&str, &str); 3] = [
    (
        "1_init",
        "create schema shop; create type shop.mood as enum ('sad', 'glad');
         create table shop.users (id int generated always as identity primary key, name text, mood shop.mood default 'glad');
         create table shop.orders (id bigserial primary key, buyer int not null references shop.users);
         alter table shop.users add column last bigint references shop.orders;
         create view shop.happy as select * from shop.users where mood = 'glad';
         create function shop.f(u shop.users) returns text language sql as 'select u.name';
         insert into shop.users (name) values ('Ann')",
    ),
    (
        "2_more",
        "create table plain (id int primary key, at timestamptz default now()); create index on plain (at);
         grant select on plain to public; comment on table plain is 'plain';
         alter default privileges in schema shop grant select on tables to public",
    ),
    ("3_fill", "insert into plain values (1)"),
];

fn reset(bundle: &str, db: &Db, more: &str) -> String {
    format!(
        "select outcome, kind, name from migrate.reset($b${bundle}$b$, confirm => '{}'{more})",
        db.name()
    )
}

fn deployed(db: &Db) -> Session {
    let mut app = db.connect();
    app.deploy(&bundle(&SHOP)).unwrap();
    app
}

fn told(app: &mut Session) -> Vec<String> {
    app.notices().into_iter().map(|n| n.message).collect()
}

#[test]
fn everything_that_the_history_made_is_made_again() {
    for db in [Db::new("reset"), Db::owned("reset")] {
        let mut app = deployed(&db);
        let before = app.one("select migrate.live() -> 'objects'");
        app.run("insert into shop.users (name) values ('Bob'); delete from plain");
        let rows = app.lines(&reset(&bundle(&SHOP), &db, ""));
        for line in [
            "dropped|table|shop.users",
            "dropped|table|shop.orders",
            "dropped|enum|shop.mood",
            "dropped|schema|shop",
            "dropped|view|shop.happy",
            "dropped|function|shop.f(shop.users)",
            "dropped|table|public.plain",
            "applied|migration|1_init",
            "applied|migration|3_fill",
        ] {
            assert!(rows.lines().any(|l| l == line), "{line} not in\n{rows}");
        }
        assert_eq!(app.one("select migrate.live() -> 'objects'"), before);
        assert_eq!(
            app.one("select string_agg(name, ',') from shop.users"),
            "Ann"
        );
        assert_eq!(app.one("select count(*) from plain"), "1");
        assert_eq!(app.one("select count(*) from migrate.drift()"), "0");
        assert_eq!(
            app.one("select string_agg(name, ',') from migrate.history"),
            "1_init,2_more,3_fill"
        );
        assert_eq!(told(&mut app), Vec::<String>::new());
        // Another history, and nothing at all.
        let other = bundle(&[("1_other", "create table other ()")]);
        app.run(&reset(&other, &db, ""));
        assert_eq!(
            app.lines("select distinct schemaname || '.' || tablename from pg_tables where schemaname in ('public', 'shop')"),
            "public.other"
        );
        app.run(&reset("[]", &db, ""));
        assert_eq!(
            app.one("select count(*) from pg_tables where schemaname = 'public'"),
            "0"
        );
        assert_eq!(app.one("select count(*) from migrate.history"), "0");
        assert_eq!(app.one("select count(*) from migrate.scripts"), "0");
        app.deploy(&bundle(&SHOP)).unwrap();
    }
}

#[test]
fn it_has_to_be_confirmed_by_the_name_of_the_database() {
    let db = Db::new("reset");
    let mut app = deployed(&db);
    let list = bundle(&SHOP);
    let error = app.error(&format!("select migrate.reset($b${list}$b$)"));
    assert_eq!(error.code, "22023");
    assert_eq!(
        error.hint,
        format!(
            "SELECT * FROM migrate.reset(<the bundle>, confirm => '{}');",
            db.name()
        )
    );
    let error = app.error(&format!(
        "select migrate.reset($b${list}$b$, 'select 1', 'production')"
    ));
    assert_eq!(error.code, "22023");
    assert!(error.message.contains("\"production\""), "{error}");
    assert!(
        error.hint.contains("seed => <the seed>, confirm => "),
        "{error}"
    );
    assert_eq!(app.one("select count(*) from shop.users"), "1");
}

#[test]
fn a_protected_database_is_not_reset() {
    let db = Db::new("reset");
    let mut app = deployed(&db);
    app.run("select migrate.protect(true)");
    let error = app.error(&reset(&bundle(&SHOP), &db, ""));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("55000", "the database is protected: it is not reset")
    );
    assert!(
        error.hint.contains("SELECT migrate.protect(false)"),
        "{error}"
    );
    app.run("select migrate.protect(false)");
    app.run(&reset(&bundle(&SHOP), &db, ""));
}

#[test]
fn the_seed_runs_as_the_caller_and_its_errors_have_a_place() {
    let db = Db::owned("reset");
    let mut app = deployed(&db);
    let seed = ", seed => $s$begin; insert into plain values (7);\nset local search_path = shop; insert into users (name) values ('seeded'); commit;$s$";
    let rows = app.lines(&reset(&bundle(&SHOP), &db, seed));
    assert!(rows.ends_with("run|seed|∅"), "{rows}");
    assert_eq!(
        app.one("select string_agg(name, ',') from shop.users"),
        "Ann,seeded"
    );
    assert_eq!(app.one("select count(*) from migrate.drift()"), "0");
    app.run("insert into plain values (100)");
    let error = app.error(&reset(
        &bundle(&SHOP),
        &db,
        ", seed => E'select 1;\\nselect nope'",
    ));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "42703",
            "the seed failed at statement 2, line 2, column 8: column \"nope\" does not exist"
        )
    );
    assert!(error.hint.contains("nothing was dropped"), "{error}");
    assert_eq!(app.one("select count(*) from plain"), "3");
    let error = app.error(&reset(&bundle(&SHOP), &db, ", seed => 'selec'"));
    assert!(
        error.message.starts_with("the seed cannot be parsed"),
        "{error}"
    );
    assert_eq!(app.one("select count(*) from plain"), "3");
}

#[test]
fn all_or_nothing() {
    let db = Db::new("reset");
    let mut app = deployed(&db);
    let broken = bundle(&[SHOP[0], ("2_broken", "select 1/0")]);
    let error = app.error(&reset(&broken, &db, ""));
    assert_eq!(error.code, "22012");
    assert!(
        error
            .message
            .starts_with("migration \"2_broken\" failed at statement 1"),
        "{error}"
    );
    assert!(error.hint.contains("nothing was dropped"), "{error}");
    assert_eq!(app.one("select count(*) from plain"), "1");
    assert_eq!(app.one("select count(*) from migrate.history"), "3");
    assert_eq!(
        app.one("select count(*) from migrate.attempts where name = '2_broken'"),
        "1"
    );
    app.run("begin");
    app.run(&reset("[]", &db, ""));
    app.run("rollback");
    assert_eq!(app.one("select count(*) from plain"), "1");
    assert_eq!(app.one("select count(*) from migrate.drift()"), "0");
    assert!(app.deploy(&bundle(&SHOP)).unwrap().is_empty());
    // A failed migration is no hindrance.
    let half = bundle(&[
        SHOP[0],
        SHOP[1],
        SHOP[2],
        (
            "4_half",
            "create table half (); create index concurrently on half ((1/0))",
        ),
    ]);
    app.rollout(&half).unwrap_err();
    app.run(&reset(&bundle(&SHOP), &db, ""));
    assert_eq!(app.one("select to_regclass('half')::text"), "half");
}

#[test]
fn what_needs_a_commit_is_refused_before_anything_is_dropped() {
    let db = Db::new("reset");
    let mut app = deployed(&db);
    for (sql, code) in [
        ("create index concurrently on plain (id)", "25001"),
        (
            "create type pg_temp.x as enum ('a'); create extension if not exists plpgsql; vacuum",
            "25001",
        ),
    ] {
        let list = bundle(&[SHOP[0], SHOP[1], ("3_now", sql)]);
        let error = app.error(&reset(&list, &db, ""));
        assert_eq!(error.code, code);
        let way = format!("SELECT * FROM migrate.reset('[]', confirm => '{}'); CALL migrate.rollout(<the bundle>);", db.name());
        assert!(error.hint.ends_with(&way), "{error}");
    }
    let error = app.error(&reset(&bundle(&SHOP), &db, ", seed => 'vacuum'"));
    assert!(error.message.contains("\"the seed\""), "{error}");
    let enums = bundle(&[
        (
            "1_a",
            "create type mood as enum ('sad'); create table m (m mood)",
        ),
        ("2_b", "alter type mood add value 'glad'"),
        ("3_c", "insert into m values ('glad')"),
    ]);
    let error = app.error(&reset(&enums, &db, ""));
    assert_eq!(error.code, "55P04");
    assert_eq!(app.one("select count(*) from plain"), "1");
    app.run(&reset("[]", &db, ""));
    app.rollout(&enums).unwrap();
    assert_eq!(app.one("select m from m"), "glad");
}

#[test]
fn what_nobody_recorded_stays_unless_it_needs_what_goes() {
    let db = Db::new("reset");
    let mut app = deployed(&db);
    app.run(
        "create table own (id int, of int references plain); insert into own values (1, 1);
         create view of_plain as select * from plain; create view of_own as select id from own;
         alter table plain add column mine text; alter table shop.orders rename to purchases;
         insert into migrate.ignored (pattern, reason) values ('public.left_*', 'a job makes them');
         create table left_out (id int); create view left_view as select * from plain",
    );
    app.notices();
    let rows = app.lines(&reset(&bundle(&SHOP), &db, ""));
    assert!(rows.contains("dropped|table|shop.purchases"), "{rows}");
    assert!(rows.contains("dropped|view|public.of_plain"), "{rows}");
    let told = told(&mut app).join("\n");
    for what in [
        "\"view public.of_plain\"",
        "\"view public.left_view\"",
        "\"constraint own_of_fkey on public.own\"",
        "\"column public.plain.mine\"",
    ] {
        assert!(told.contains(what), "{what} not in {told}");
    }
    assert!(
        !told.contains("of_own") && !told.contains("purchases"),
        "{told}"
    );
    assert_eq!(app.one("select count(*) from own"), "1");
    assert_eq!(app.one("select count(*) from of_own"), "1");
    assert_eq!(app.one("select count(*) from left_out"), "0");
    // It is still drift.
    assert_eq!(
        app.lines("select kind, object, change from migrate.drift() order by 2"),
        "view|public.of_own|added\ntable|public.own|added"
    );
}

#[test]
fn what_is_not_the_histories_own_stays() {
    let db = Db::new("reset");
    let mut app = db.connect();
    app.run(
        "create schema before; grant usage on schema before to public;
         create table _prisma_migrations (id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
            migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
            started_at timestamptz not null default now(), applied_steps_count integer not null default 0);
         insert into _prisma_migrations values ('1', repeat('0', 64), now(), '0_x', null, null, now(), 1)",
    );
    let list = bundle(&[(
        "1_a",
        "create table before.t (id int); create table t (id int)",
    )]);
    app.deploy_with(&list, "allow_missing => true").unwrap();
    assert_eq!(app.one("select count(*) from _prisma_migrations"), "2");
    app.run(&reset(&list, &db, ""));
    assert_eq!(app.one("select to_regclass('before.t')::text"), "before.t");
    assert_eq!(
        app.one("select string_agg(migration_name, ',') from _prisma_migrations"),
        "1_a"
    );
    assert_eq!(
        app.one("select string_agg(name, ',') from migrate.history"),
        "1_a"
    );
}

#[test]
fn only_the_owner_may() {
    let db = Db::owned("reset");
    let mut app = deployed(&db);
    let role = expect::deployer(&db);
    let mut other = db.connect_as(&role);
    assert_eq!(other.error(&reset("[]", &db, "")).code, "42501");
    app.run(&format!(
        "grant execute on function migrate.reset(text, text, text) to {role}"
    ));
    // With that right, but not those of the tables' owner.
    assert_eq!(other.error(&reset("[]", &db, "")).code, "42501");
    assert_eq!(app.one("select count(*) from plain"), "1");
    assert_eq!(app.one("select count(*) from migrate.history"), "3");
}
