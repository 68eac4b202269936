//! Which `_prisma_migrations` is believed, and whose rights count in it.

use migrate_tests::prisma_history::*;
use migrate_tests::*;

#[test]
fn a_search_path_of_ones_own_and_one_named_by_the_setting() {
    let db = Db::owned("schemas");
    let mut app = db.connect();
    app.run("create schema app; set search_path = app");
    app.run(TABLE);
    by_prisma(&mut app, A);
    assert_eq!(app.status(&bundle(&[A])), "1_a|applied");
    let mut other = db.connect();
    assert_eq!(other.status(&bundle(&[A])), "1_a|pending");
    let refused = other.deploy(&bundle(&[A])).unwrap_err();
    assert!(refused.message.contains("P3005"));
    assert!(refused.hint.starts_with(
        "Prisma's history is in the schema app: SET migrate.prisma_schema = 'app' adopts it. "
    ));
    other.run("set migrate.prisma_schema = 'app'");
    assert_eq!(other.status(&bundle(&[A])), "1_a|applied");
    other.deploy(&bundle(&[A, B])).unwrap();
    assert_eq!(rows(&mut app), "1_a|t|f|∅|1\n2_b|t|f|∅|1");
    assert_eq!(app.one("select to_regclass('public.b') is null"), "f");
}

#[test]
fn a_table_that_anyone_could_have_put_there_is_not_believed() {
    let db = Db::new("planted");
    let mallory = db.role("mallory");
    let mut app = db.connect();
    app.run(&format!(
        "grant create, usage on schema public to {mallory}"
    ));
    let mut evil = db.connect_as(&mallory);
    evil.run(TABLE);
    evil.run(&format!(
        "create function pwn() returns trigger language plpgsql as $$ begin execute 'alter role {mallory} superuser'; return new; end $$;
         create trigger pwn before insert or update on _prisma_migrations for each row execute function pwn()"
    ));
    // As if this were applied already, and so never run.
    evil.run("alter table _prisma_migrations disable trigger pwn");
    row(&mut evil, A.0, A.1, "now(), null, null", 1);
    evil.run("alter table _prisma_migrations enable trigger pwn");
    assert_eq!(app.status(&bundle(&[A])), "1_a|pending");
    app.notices();
    assert_eq!(app.deploy(&bundle(&[A])).unwrap().len(), 1);
    assert_eq!(
        app.notices()[0].message,
        format!("public._prisma_migrations belongs to {mallory} and is left alone; SET migrate.prisma_schema = 'public' adopts it")
    );
    assert_eq!(rows(&mut evil), "1_a|t|f|∅|1");
    app.run("set migrate.prisma_schema = 'public'");
    assert_eq!(app.deploy(&bundle(&[A, B])).unwrap_err().code, "42501");
    let is_superuser = format!("select rolsuper from pg_roles where rolname = '{mallory}'");
    assert_eq!(app.one(&is_superuser), "f");
}

#[test]
fn code_on_the_table_runs_as_its_owner() {
    let db = Db::new("code");
    let owner = db.role("app");
    let mut app = db.connect();
    app.run(&format!("grant create, usage on schema public to {owner}"));
    let mut session = db.connect_as(&owner);
    session.run(TABLE);
    session.run(
        "create table seen (who text); create function note() returns trigger language plpgsql as
         $$ begin insert into public.seen values (current_user); return new; end $$;
         create trigger note before insert on _prisma_migrations for each row execute function note()",
    );
    app.run("set migrate.prisma_schema = 'public'");
    app.deploy(&bundle(&[A])).unwrap();
    assert_eq!(app.one("select who from seen"), owner);
}

#[test]
fn who_may_not_write_the_table_is_told_before_anything_runs() {
    let db = Db::owned("rights");
    let mut app = db.connect();
    app.run(TABLE);
    let deployer = expect::deployer(&db);
    let mut session = db.connect_as(&deployer);
    let error = session.deploy(&bundle(&[A])).unwrap_err();
    assert_eq!(error.code, "42501");
    let table = "public._prisma_migrations";
    assert_eq!(
        error.message,
        format!("permission denied for Prisma's history, the table {table}")
    );
    app.run(&format!("grant select on {table} to {deployer}"));
    assert_eq!(session.status(&bundle(&[A])), "1_a|pending");
    let error = session.deploy(&bundle(&[A])).unwrap_err();
    assert_eq!(error.code, "42501");
    assert!(error.hint.starts_with(&format!(
        "GRANT SELECT, INSERT, UPDATE ON {table} TO {deployer}"
    )));
    app.run(&format!("grant insert, update on {table} to {deployer}; grant create on schema public to {deployer}"));
    session.deploy(&bundle(&[A])).unwrap();
    assert_eq!(rows(&mut app), "1_a|t|f|∅|1");
}

#[test]
fn a_table_of_another_shape_is_none() {
    let db = Db::owned("shape");
    let mut app = db.connect();
    app.run("create table _prisma_migrations (id varchar(36) primary key)");
    app.deploy(&bundle(&[A])).unwrap();
    assert_eq!(app.one("select count(*) from _prisma_migrations"), "0");
    app.run("drop table _prisma_migrations; create temp table _prisma_migrations as select 1");
    assert_eq!(app.status(&bundle(&[A])), "1_a|applied");
}

#[test]
fn nothing_in_the_tables_schema_or_on_the_search_path_is_used() {
    let db = Db::new("captured");
    let owner = db.role("app");
    let mut app = db.connect();
    app.run(&format!("create schema app authorization {owner}"));
    let mut session = db.connect_as(&owner);
    session.run("set search_path = app");
    session.run(TABLE);
    session.run(
        "create function app.trap(varchar, text) returns boolean language plpgsql as $$ begin raise 'trapped'; end $$;
         create operator app.= (leftarg = varchar, rightarg = text, function = app.trap);
         create operator app.|| (leftarg = varchar, rightarg = text, function = app.trap);
         create function app.clock_timestamp() returns timestamptz language plpgsql as $$ begin raise 'trapped'; end $$;
         create function app.gen_random_uuid() returns uuid language plpgsql as $$ begin raise 'trapped'; end $$;
         create function app.to_char(timestamp, text) returns text language plpgsql as $$ begin raise 'trapped'; end $$",
    );
    app.run("set search_path = app, pg_catalog");
    let half = bundle(&[A, ("2_b", "create table b (); vacuum b; select 1 / 0")]);
    let error = app.rollout(&half).unwrap_err();
    assert_eq!(error.code, "22012");
    assert_eq!(app.status(&half), "1_a|applied\n2_b|failed");
    assert!(app.deploy(&half).unwrap_err().message.contains("P3009"));
    app.run("select migrate.resolve('2_b', 'applied')");
    let edited = bundle(&[A, ("2_b", "create table b ()")]);
    app.query(
        "select migrate.resolve('2_b', 'applied', $1::text)",
        &[&edited],
    )
    .unwrap();
    assert_eq!(app.status(&edited), "1_a|applied\n2_b|applied");
    assert_eq!(
        session.lines("select migration_name, finished_at is not null, rolled_back_at is not null from _prisma_migrations order by started_at"),
        "1_a|t|f\n2_b|f|t\n2_b|t|f"
    );
}
