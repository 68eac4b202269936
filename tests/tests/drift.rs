//! `drift`, `expected`, `adopt_drift` and what `status` and `check` say of them, as a non-superuser
//! owner uses them.

use migrate_tests::*;

const FIRST: (&str, &str) = (
    "1_first",
    "create table users (id int generated always as identity primary key, name text not null); \
     create view names as select id, name from users",
);

/// A database of an ordinary role, with one migration applied.
fn deployed(name: &str) -> (Db<'static>, Session) {
    let db = Db::owned(name);
    let mut app = db.connect_as(db.owner());
    app.deploy(&bundle(&[FIRST])).unwrap();
    (db, app)
}

fn drift(app: &mut Session) -> String {
    let rows = app.lines("select kind, object, change, detail from migrate.drift()");
    // Older majors write a view's columns with the table's name.
    rows.replace("SELECT users.id, users.", "SELECT id, ")
}

#[test]
fn nothing_recorded_is_an_error_that_says_how() {
    let db = Db::new("unrecorded");
    let mut app = db.connect();
    assert_eq!(app.one("select migrate.expected() is null"), "t");
    let error = app.error("select * from migrate.drift()");
    assert_eq!(error.code, "55000");
    assert!(error.hint.contains("migrate.baseline"));
    app.error("select migrate.drift_summary()");
    app.error("select * from migrate.adopt_drift('1')");
}

#[test]
fn after_every_verb_that_records_expected_is_live() {
    let (_db, mut app) = deployed("records");
    let same =
        "select migrate.expected() = migrate.live() and not exists (select from migrate.drift())";
    assert_eq!(app.one(same), "t", "deploy");
    app.rollout(&bundle(&[
        FIRST,
        ("2", "create index concurrently on users (name)"),
        ("3", "create table x ()"),
    ]))
    .unwrap();
    assert_eq!(app.one(same), "t", "rollout");
    app.run("create table by_hand ()");
    assert_eq!(app.one(same), "f");
    app.run("select migrate.resolve('4', 'applied', '[{\"name\": \"4\", \"sql\": \"create table by_hand ()\"}]')");
    assert_eq!(app.one(same), "t", "resolve");
    app.run("drop table by_hand");
    app.run("select migrate.baseline('[{\"name\": \"5\", \"sql\": \"drop table by_hand\"}]')");
    assert_eq!(app.one(same), "t", "baseline");
    app.deploy_with(
        &bundle(&[("6", "create table y ()")]),
        "dry_run => true, allow_missing => true",
    )
    .unwrap();
    assert_eq!(app.one(same), "t", "a dry run records nothing");
}

#[test]
fn status_and_check_say_drifted_and_go_back() {
    let (db, mut app) = deployed("drifted");
    let all = bundle(&[FIRST]);
    assert!(!app.has_drifted());
    app.run("create index by_hand on users (name)");
    for session in [&mut app, &mut db.connect()] {
        assert_eq!(session.status(&all), "1_first|applied");
        assert!(session.has_drifted());
        let error = session.error("select migrate.check()");
        assert_eq!(error.code, "55000");
        assert!(error.detail.contains("1 difference"));
    }
    app.run("drop index by_hand");
    assert!(!app.has_drifted());
    app.run("select migrate.check()");
}

#[test]
fn a_session_that_asked_before_hears_of_changes_that_send_no_invalidation() {
    let (db, mut app) = deployed("quiet");
    let mut other = db.connect_as("postgres");
    for (change, back) in [
        (
            "comment on column users.name is 'x'",
            "comment on column users.name is null",
        ),
        (
            "comment on schema public is 'x'",
            "comment on schema public is 'standard public schema'",
        ),
        (
            "alter extension plpgsql add view names",
            "alter extension plpgsql drop view names",
        ),
    ] {
        assert!(!app.has_drifted(), "before {change}");
        other.run(change);
        assert!(app.has_drifted(), "{change}");
        other.run(back);
    }
}

#[test]
fn in_a_transaction_its_own_changes_count() {
    let (_db, mut app) = deployed("own_changes");
    app.run("begin; alter table users add email text");
    assert_eq!(drift(&mut app), "column|public.users.email|added|text");
    assert!(app.has_drifted());
    app.run("rollback");
    assert_eq!(drift(&mut app), "");
    assert!(!app.has_drifted());
}

#[test]
fn every_row_undoes_and_adopts_itself() {
    let (_db, mut app) = deployed("cures");
    app.run("alter table users add email text default 'x'");
    app.run("alter table users rename name to full_name");
    app.run("create table posts (id int primary key, author int references users)");
    app.run("comment on view names is 'by hand'");
    app.run("drop view names");
    app.run("create function f(a int) returns int language sql as 'select a'");
    assert_eq!(
        drift(&mut app),
        "function|public.f(integer)|added|\n\
         table|public.posts|added|id, author\n\
         column|public.users.email|added|text\n\
         column|public.users.name|renamed|to public.users.full_name\n\
         view|public.names|removed|SELECT id, name FROM users\n\
         constraint|posts_author_fkey on public.posts|added|FOREIGN KEY (author) REFERENCES users(id)\n\
         constraint|posts_pkey on public.posts|added|PRIMARY KEY (id)"
            .replace("FROM users", "FROM public.users")
            .replace("REFERENCES users", "REFERENCES public.users")
    );
    let rows = app.rows("select undo_sql from migrate.drift()");
    // Constraints before their tables, the view after its column has its name again.
    let mut undo: Vec<String> = rows.into_iter().map(|row| row[0].clone()).collect();
    undo.reverse();
    let view = undo
        .iter()
        .position(|sql| sql.starts_with("CREATE VIEW"))
        .unwrap();
    let view = undo.remove(view);
    undo.push(view);
    for sql in undo {
        app.run(&sql);
    }
    assert_eq!(drift(&mut app), "");
}

#[test]
fn adopting_makes_a_migration_that_leads_to_the_same_schema() {
    let (db, mut app) = deployed("adopt");
    app.run(
        "alter table users rename to people; alter table people add email text; drop view names",
    );
    app.run("create type mood as enum ('low', 'high'); create table t (m mood default 'low', p int references people)");
    app.run("create policy mine on people using (name = current_user); alter table people enable row level security");
    let rows = app.rows("select name, sql from migrate.adopt_drift('2_by_hand')");
    let (name, sql) = (&rows[0][0], rows[0][1].clone());
    assert_eq!(name, "2_by_hand");
    assert_eq!(drift(&mut app), "");
    assert!(app
        .rows("select * from migrate.adopt_drift('3')")
        .is_empty());
    let all = bundle(&[FIRST, ("2_by_hand", &sql)]);
    assert_eq!(app.status(&all), "1_first|applied\n2_by_hand|applied");
    let other = Db::owned("adopt_copy");
    let mut copy = other.connect_as(other.owner());
    copy.deploy(&all).unwrap();
    let objects = "select jsonb_pretty(migrate.live() -> 'objects')";
    let (ours, theirs) = (app.one(objects), copy.one(objects));
    assert_eq!(
        ours.replace(db.owner(), "OWNER"),
        theirs.replace(other.owner(), "OWNER")
    );
}

#[test]
fn adopting_refuses_a_name_that_is_taken_and_one_that_is_none() {
    let (_db, mut app) = deployed("adopt_names");
    app.run("create table by_hand ()");
    assert_eq!(
        app.error("select migrate.adopt_drift('1_first')").code,
        "42710"
    );
    app.error("select migrate.adopt_drift('a/b')");
    app.error("select migrate.adopt_drift(null)");
    assert_eq!(app.rows("select from migrate.drift()").len(), 1);
}

#[test]
fn a_deployment_does_not_swallow_drift() {
    let (_db, mut app) = deployed("swallow");
    app.run("create table by_hand (); alter table users add by_hand int; drop view names");
    let more = [
        FIRST,
        (
            "2",
            "alter table users add email text; create table posts ()",
        ),
    ];
    app.deploy(&bundle(&more)).unwrap();
    let left = "table|public.by_hand|added|\n\
                column|public.users.by_hand|added|integer\n\
                view|public.names|removed|SELECT id, name FROM public.users";
    let shown = drift(&mut app).replace("\n    ", " ");
    assert_eq!(shown, left);
    app.rollout(&bundle(&[more[0], more[1], ("3", "create table tags ()")]))
        .unwrap();
    assert_eq!(drift(&mut app), left);
    app.run("drop table by_hand; alter table users drop by_hand; create view names as select id, name from users");
    assert_eq!(drift(&mut app), "");
}

#[test]
fn a_rollout_that_fails_half_way_leaves_its_half_as_drift() {
    let (_db, mut app) = deployed("half");
    let all = bundle(&[
        FIRST,
        ("2", "create table posts ()"),
        ("3", "create table half (); vacuum half; select 1/0"),
    ]);
    app.rollout(&all).unwrap_err();
    assert_eq!(drift(&mut app), "table|public.half|added|");
    app.run("drop table half; select migrate.resolve('3', 'rolled_back')");
    assert_eq!(drift(&mut app), "");
}

#[test]
fn renames_are_told_by_oid_and_never_guessed() {
    let (_db, mut app) = deployed("renames");
    app.run("alter table users rename to people");
    assert_eq!(
        drift(&mut app),
        "table|public.users|renamed|to public.people"
    );
    app.run("alter table people rename to users");
    app.run("drop view names; drop table users; create table people (id int generated always as identity primary key, name text not null)");
    let changes = app.lines("select distinct change from migrate.drift() order by 1");
    assert_eq!(changes, "added\nremoved");
}

#[test]
fn ignored_objects_are_no_drift() {
    let (db, mut app) = deployed("ignored");
    app.run("create table part_1 (id int primary key); create index on part_1 (id); create table kept ()");
    app.run(
        "insert into migrate.ignored (pattern, reason) values ('public.part_*', 'made by a job')",
    );
    assert_eq!(drift(&mut app), "table|public.kept|added|");
    app.run("drop table kept");
    assert!(!app.has_drifted());
    let by = app.one("select added_by || ' ' || reason from migrate.ignored");
    assert_eq!(by, format!("{} made by a job", db.owner()));
    app.run("delete from migrate.ignored");
    assert!(app.has_drifted());
}

#[test]
fn what_maintenance_changes_is_no_drift() {
    let (db, mut app) = deployed("maintenance");
    app.run("insert into users (name) select 'x' from generate_series(1, 1000)");
    app.run("truncate users; analyze users; cluster users using users_pkey");
    app.run("alter table users set without cluster");
    app.run("vacuum full users");
    app.run("reindex table users");
    app.run("create temp table t (id int primary key); comment on table t is 'x'");
    assert_eq!(drift(&mut app), "");
    assert!(!db.connect().has_drifted());
}

#[test]
fn a_restored_copy_knows_what_is_expected() {
    let (db, mut app) = deployed("restored");
    app.run("alter table users add email text; alter table users rename name to full_name");
    let copy = Db::bare("restored_copy");
    copy.restore(&db.dump(&[]));
    let mut other = copy.connect();
    assert_eq!(
        drift(&mut other),
        "column|public.users.email|added|text\n\
         column|public.users.full_name|added|text\n\
         column|public.users.name|removed|text\n\
         view|public.names|changed|definition: SELECT id, name FROM public.users -> \
         SELECT id, full_name AS name FROM public.users"
    );
}

#[test]
fn drift_names_who_did_it_when_and_how() {
    let (db, mut app) = deployed("blame");
    let bob = db.role("bob");
    let mut admin = db.connect_as("postgres");
    admin.run(&format!(
        "grant create on schema public to {bob}; grant {} to {bob}",
        db.owner()
    ));
    let mut session = db.connect_as(&bob);
    session.run("create table bobs ()");
    session.run(&format!(
        "set role {}; alter table users add first int; alter table users add second int",
        db.owner()
    ));
    let rows = app.lines(
        "select object, changed_by, changed_at is not null, statement from migrate.drift() where kind in ('table', 'column')",
    );
    let owner = db.owner();
    assert_eq!(
        rows,
        format!(
            "public.bobs|{bob}|t|create table bobs ()\n\
             public.users.first|{bob} as {owner}|t|alter table users add first int\n\
             public.users.second|{bob} as {owner}|t|alter table users add second int"
        )
    );
}

#[test]
fn live_is_read_while_others_create_and_drop() {
    let (db, mut app) = deployed("moving");
    let mut other = db.connect();
    let worker = std::thread::spawn(move || {
        for i in 0..150 {
            other.run(&format!(
                "create table m{i} (id int primary key, a text default 'x' check (a <> '')); create view mv{i} as select * from m{i}; \
                 create index on m{i} (lower(a)); drop table m{i} cascade"
            ));
        }
    });
    while !worker.is_finished() {
        app.run("select migrate.live()");
    }
    worker.join().unwrap();
    assert_eq!(drift(&mut app), "");
}

#[test]
fn a_reader_reads_drift_and_the_installer_alone_adopts() {
    let (db, mut app) = deployed("readers");
    let reader = db.role("reader");
    app.run(&format!("select migrate.grant_read('{reader}')"));
    app.run("create table by_hand ()");
    let mut session = db.connect_as(&reader);
    assert_eq!(drift(&mut session), "table|public.by_hand|added|");
    session.run("select migrate.live(), migrate.expected(), migrate.drift_summary()");
    assert_eq!(
        session.error("select migrate.adopt_drift('2')").code,
        "42501"
    );
    let nobody = db.role("nobody");
    assert_eq!(
        db.connect_as(&nobody).error("select migrate.live()").code,
        "42501"
    );
}
