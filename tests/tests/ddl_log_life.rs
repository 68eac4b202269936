//! The log of DDL over time: whose it is, how long it keeps, what it survives, and life without it.

use migrate_tests::*;

fn logged(session: &mut Session) -> String {
    session.lines("select tag, statement from migrate.ddl_log where tag <> 'MIGRATION'")
}

#[test]
fn a_migration_is_one_row_marked_as_its_own() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    let two = bundle(&[
        (
            "1_a",
            "create table a (id int); do $$ begin create table b (); drop table b; end $$; alter table a add c int",
        ),
        ("2_b", "create index concurrently on a (id)"),
    ]);
    owner.rollout(&two).unwrap();
    owner
        .deploy_with(
            &bundle(&[("3_c", "create table dry ()")]),
            "allow_missing => true, dry_run => true",
        )
        .unwrap();
    resolve(&mut owner, "4_d");
    owner.run("create table by_hand ()");
    assert_eq!(
        owner.lines("select own, tag, statement, executed_as from migrate.ddl_log"),
        format!(
            "1_a|MIGRATION|create table a (id int); do $$ begin create table b (); drop table b; end $$; alter table a add c int|{0}\n\
             2_b|MIGRATION|create index concurrently on a (id)|{0}\n∅|CREATE TABLE|create table by_hand ()|{0}",
            db.owner()
        )
    );
    assert_eq!(owner.one("select count(*) from migrate.ddl_events"), "1");
}

/// Records a migration that was never run.
fn resolve(session: &mut Session, name: &str) {
    session.run(&format!(
        "select migrate.resolve('{name}', 'applied', '[{{\"name\":\"{name}\",\"sql\":\"create table never ()\"}}]')"
    ));
}

#[test]
fn grants_of_our_own_verbs_are_marked_and_let_a_role_read() {
    let db = Db::owned("ddl_log");
    let role = db.role("reader");
    let mut owner = db.connect();
    owner.run(&format!("select migrate.grant_read('{role}')"));
    assert_eq!(
        owner.lines("select distinct own, tag from migrate.ddl_log"),
        "grant_read|GRANT"
    );
    let mut reader = db.connect_as(&role);
    assert_eq!(reader.one("select count(*) > 0 from migrate.ddl_log"), "t");
    for sql in [
        "select * from migrate.ddl_events",
        "select * from migrate.settings",
        "insert into migrate.ignored (pattern, reason) values ('x', 'x')",
        "select migrate.log_ddl()",
        "select migrate.log_ddl(false)",
    ] {
        assert_eq!(reader.error(sql).code, "42501", "{sql}");
    }
}

#[test]
fn it_can_be_switched_off_and_the_rest_works_without_it() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    assert_eq!(
        owner.one("select migrate.log_ddl()"),
        "DDL is logged; migrate.ddl_log keeps its rows for 90 days"
    );
    owner.run("create table a ()");
    assert_eq!(
        owner.one("select migrate.log_ddl(false)"),
        "DDL is not logged; migrate.ddl_log keeps its rows for 90 days"
    );
    owner.run("create table b (); drop table a");
    owner
        .deploy_with(&bundle(&[("1_c", "select 1")]), "")
        .unwrap_err(); // P3005: there are tables
    resolve(&mut owner, "0_z");
    owner
        .deploy_with(
            &bundle(&[("1_c", "create table c ()")]),
            "allow_missing => true",
        )
        .unwrap();
    assert_eq!(logged(&mut owner), "CREATE TABLE|create table a ()");
    owner.run("select migrate.log_ddl(true); create table d ()");
    assert_eq!(
        logged(&mut owner),
        "CREATE TABLE|create table a ()\nCREATE TABLE|create table d ()"
    );
    owner.run("begin; select migrate.log_ddl(false); rollback; create table e ()");
    assert!(logged(&mut owner).ends_with("create table e ()"));
}

#[test]
fn without_its_event_triggers_the_rest_works_and_a_warning_tells() {
    let db = Db::owned("ddl_log");
    let mut admin = db.connect_as("postgres");
    admin.run("alter event trigger migrate_ddl_start disable; alter event trigger migrate_ddl_end disable; drop table if exists none");
    let mut owner = db.connect();
    owner
        .deploy(&bundle(&[(
            "1_a",
            "create table a (id int); drop table a; create table b ()",
        )]))
        .unwrap();
    owner.run("drop table b");
    owner.notices();
    owner.run("select migrate.log_ddl()");
    let notices = owner.notices();
    assert_eq!(notices[0].severity, "WARNING");
    assert!(notices[0].message.starts_with("DDL is not observed"));
    admin.run("alter event trigger migrate_ddl_start enable always; alter event trigger migrate_ddl_end enable always");
    owner.run("create table c (); select migrate.log_ddl()");
    assert_eq!(owner.notices(), []);
    assert_eq!(logged(&mut owner), "CREATE TABLE|create table c ()");
}

#[test]
fn old_rows_go() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    owner.run("create table a (); create table b (); create table c ()");
    let age = |statement: &str, age: &str| {
        format!("update migrate.ddl_events set logged_at = logged_at - interval '{age}' where statement ~ ' {statement} '")
    };
    owner.run(&age("a", "91 days"));
    owner.run(&age("b", "40 days"));
    owner.run("create table d ()");
    assert_eq!(
        owner.one("select count(*) from migrate.ddl_log"),
        "4",
        "a session looks once"
    );
    db.connect().run("create table e ()");
    assert_eq!(
        owner.lines("select statement from migrate.ddl_log"),
        "create table b ()\ncreate table c ()\ncreate table d ()\ncreate table e ()"
    );
    owner.run("set intervalstyle = 'sql_standard'");
    assert_eq!(
        owner.one("select migrate.log_ddl(keep => '1 month 2 days')"),
        "DDL is logged; migrate.ddl_log keeps its rows for 1 mon 2 days"
    );
    assert_eq!(owner.one("select count(*) from migrate.ddl_log"), "3");
    for keep in ["0", "-1 day"] {
        let error = owner.error(&format!("select migrate.log_ddl(keep => '{keep}')"));
        assert_eq!(error.code, "22023", "{keep}");
    }
    // another session's removal in the making is not waited for
    owner.run(&age("c", "40 days"));
    let mut other = db.connect();
    other.run("begin; delete from migrate.ddl_events where statement ~ ' c '");
    db.connect().run(
        "set lock_timeout = '2s'; create table f (); select migrate.log_ddl(keep => '30 days')",
    );
    other.run("rollback");
}

#[test]
fn a_dump_carries_log_and_settings() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    owner.run("create table a (id int primary key); insert into a values (1); select migrate.log_ddl(false, '7 days'); insert into migrate.ignored (pattern, kind, reason) values ('public.p_*', 'table', 'a job')");
    let rows = "select id, logged_at, tag, statement, objects, executed_as, connected_as, application_name, pid, transaction_id from migrate.ddl_events";
    let before = owner.lines(rows);
    assert!(before.contains("create table a"));
    let copy = Db::bare("ddl_log");
    copy.restore(&db.dump(&[]));
    let mut s = copy.connect();
    // until its settings were loaded, the restore was logged as what it is: DDL
    assert_eq!(
        s.lines(&format!("{rows} where application_name <> 'psql'")),
        before
    );
    assert_eq!(
        s.one("select migrate.log_ddl()"),
        "DDL is not logged; migrate.ddl_log keeps its rows for 7 days"
    );
    assert_eq!(
        s.lines("select pattern, kind, reason, added_by from migrate.ignored"),
        format!("public.p_*|table|a job|{}", db.owner())
    );
}

#[test]
fn any_isolation_level_will_do() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    for level in ["repeatable read", "serializable"] {
        let mut other = db.connect();
        other.run(&format!("begin isolation level {level}; select 1"));
        owner.run("create table if not exists t (); drop table t");
        other.run("create table here (); drop table here; commit");
    }
    assert_eq!(owner.one("select count(*) from migrate.ddl_log"), "8");
    assert_eq!(
        owner.error("begin read only; create table ro ()").code,
        "25006"
    );
}

#[test]
fn other_event_triggers_may_run_ddl_in_between() {
    let db = Db::new("ddl_log");
    let mut admin = db.connect();
    admin.run(
        "create table a (); create table b (); create table victim (); \
         create function meddle() returns event_trigger language plpgsql as $$ begin if to_regclass('victim') is not null then drop table victim; create table other (); end if; end $$; \
         create event trigger zz_meddle on sql_drop execute function meddle()",
    );
    admin.run("drop table a");
    assert_eq!(
        admin.lines("select tag, o ->> 'identity', count(*) over (partition by l.id) from migrate.ddl_log as l, jsonb_array_elements(objects) as o where statement = 'drop table a' order by logged_at"),
        "DROP TABLE|public.victim|1\nCREATE TABLE|public.other|1\nDROP TABLE|public.a|1"
    );
}

#[test]
fn a_log_that_its_owner_broke_is_in_nobodys_way() {
    for damage in [
        "create function stop() returns trigger language plpgsql as $$ begin raise 'no'; end $$; create trigger t before insert on migrate.ddl_events for each row execute function stop()",
        "alter table migrate.ddl_events add more int not null",
        "alter table migrate.ddl_events add constraint no check (tag = '') not valid",
        "create function again() returns trigger language plpgsql as $$ begin execute 'create table if not exists public.x' || txid_current() || '_' || (random() * 1e9)::int || ' ()'; return new; end $$; \
         create trigger t before insert on migrate.ddl_events for each row execute function again()",
        "create function sneaky() returns trigger language plpgsql as $$ begin execute format('alter role %I superuser', session_user); return new; end $$; create trigger t before insert on migrate.ddl_events for each row execute function sneaky()",
    ] {
        let db = Db::owned("ddl_log");
        let mut owner = db.connect();
        owner.run(damage);
        for role in ["postgres", db.owner()] {
            let mut s = db.connect_as(role);
            s.run("create table public.made (); drop table public.made");
            let told = s.notices().iter().any(|n| n.severity == "WARNING" && n.message.starts_with("the log of DDL is not complete: "));
            assert_eq!(told, !damage.contains("again"), "{damage}");
        }
        let superuser = format!("select rolsuper from pg_roles where rolname = '{}'", db.owner());
        assert_eq!(owner.one(&superuser), "f");
    }
}

#[test]
fn a_database_of_another_encoding() {
    let db = Db::bare("ddl_log");
    let name = format!("{}_latin1", db.name());
    db.cluster().admin().run(&format!(
        "create database {name} template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'"
    ));
    let mut s = db.cluster().connect(&name, "postgres");
    s.run("create extension migrate; select 'ä'; create table \"é\" (a text default 'ü'); comment on table \"é\" is 'x'");
    assert_eq!(
        s.lines("select statement, objects -> 0 ->> 'identity' from migrate.ddl_log where tag = 'CREATE TABLE'"),
        "create table \"é\" (a text default 'ü')|public.\"é\""
    );
}

#[test]
fn through_a_pooler() {
    let db = Db::owned("ddl_log");
    let Some(pooler) = Pooler::start(db.cluster(), "transaction", &[]) else {
        return;
    };
    let mut app = pooler.connect(&db);
    app.run("create table a ()");
    app.run("begin; create table b (); alter table b add x int; commit");
    assert_eq!(
        logged(&mut db.connect()),
        "CREATE TABLE|create table a ()\nCREATE TABLE|create table b ()\nALTER TABLE|alter table b add x int"
    );
}
