//! A superuser runs DDL in a database whose owner installed the extension and is hostile: what he does to the tables of the log
//! and its settings must not run with the superuser's rights, nor stop him.

use migrate_tests::*;

/// Writes down whose rights it runs with, and tries to become more.
const GAIN: &str = r#"
create schema evil; create table evil.loot (who text, how text);
create function evil.gain(how text) returns int language plpgsql as $f$
begin
    insert into evil.loot values (current_user, how);
    begin set role postgres; insert into evil.loot values (current_user, how || ' set role'); exception when others then null; end;
    begin reset role; insert into evil.loot values (current_user, how || ' reset role'); exception when others then null; end;
    begin perform set_config('migrate.break_glass', 'gained', false); insert into evil.loot values ('glass', how); exception when others then null; end;
    begin perform set_config('search_path', 'evil', false); exception when others then null; end;
    return 1;
end $f$;
create function evil.row() returns trigger language plpgsql as $f$ begin perform evil.gain(tg_name); return new; end $f$;
create function evil.pure(text) returns text immutable language plpgsql as $f$ begin perform evil.gain('index'); return $1; end $f$;
grant all on schema evil to public; grant all on evil.loot to public;
"#;

/// Springs a trap with all that writes the log and the settings.
fn trap(sql: &str, sprung: bool) {
    let db = Db::owned("hostile_log");
    let mut owner = db.connect();
    owner.run(GAIN);
    owner.run("update migrate.ddl_events set logged_at = logged_at - interval '1 year' where tag = 'CREATE FUNCTION'");
    owner.run(sql);
    let mut admin = db.connect_as("postgres");
    for call in [
        "create table public.a (id int); alter table public.a add b int, drop column id; drop table public.a",
        "begin; create table public.b (); set constraints all immediate; commit",
        "select migrate.log_ddl(true, '1 day')",
        "select migrate.log_ddl(false)",
        "select migrate.protect(true)",
        "create table public.c ()",
        "select migrate.break_glass('why')",
        "create table public.d (); drop table public.d",
        "select migrate.break_glass(null)",
        "select migrate.protect(false)",
    ] {
        admin.try_run(call).ok();
        admin.try_run("rollback").ok();
        admin.run("reset search_path");
    }
    assert_eq!(
        admin.lines(&format!(
            "select distinct who, how from evil.loot where who <> '{}'",
            db.owner()
        )),
        ""
    );
    assert_eq!(
        admin.one("select count(*) > 0 from evil.loot"),
        if sprung { "t" } else { "f" },
        "{sql}"
    );
    assert_eq!(
        admin.lines("select current_user, session_user, current_setting('migrate.break_glass')"),
        "postgres|postgres|"
    );
}

#[test]
fn triggers() {
    for table in ["ddl_events", "settings"] {
        trap(
            &format!(
                "create trigger a before insert or update or delete on migrate.{table} for each row execute function evil.row(); \
                 create trigger b after insert or update or delete on migrate.{table} for each row execute function evil.row(); \
                 create trigger c before insert or update or delete on migrate.{table} for each statement execute function evil.row()"
            ),
            true,
        );
    }
    trap(
        "create constraint trigger a after insert on migrate.ddl_events deferrable initially deferred for each row execute function evil.row()",
        false,
    );
}

#[test]
fn rules_policies_defaults_checks_and_indexes() {
    for (sql, sprung) in [
        ("create rule a as on insert to migrate.ddl_events do also select evil.gain('rule')", true),
        ("create rule a as on insert to migrate.ddl_events do instead nothing", false),
        ("alter table migrate.ddl_events enable row level security, force row level security; create policy a on migrate.ddl_events using (evil.gain('policy') = 1) with check (evil.gain('policy') = 1)", true),
        ("alter table migrate.ddl_events alter id set default (case evil.gain('id') when 1 then gen_random_uuid() end)", true),
        ("alter table migrate.ddl_events add check (evil.gain('check') = 1) not valid", true),
        ("alter table migrate.settings add check (evil.gain('check') = 1) not valid", true),
        ("alter table migrate.ignored enable row level security, force row level security; create policy a on migrate.ignored using (evil.gain('policy') = 1)", false),
    ] {
        trap(sql, sprung);
    }
}

#[test]
fn tables_that_are_gone_or_others() {
    for sql in [
        "alter extension migrate drop view migrate.ddl_log; alter extension migrate drop table migrate.ddl_events; drop table migrate.ddl_events cascade",
        "alter extension migrate drop table migrate.settings; drop table migrate.settings",
        "alter extension migrate drop table migrate.ignored; drop table migrate.ignored",
        "alter table migrate.settings alter value type int using 1",
        "alter table migrate.ignored alter pattern type bytea using ''",
        "alter table migrate.ddl_events owner to pg_read_all_data",
        "alter table migrate.ddl_events drop column context cascade",
        "revoke all on migrate.ddl_events from current_user",
    ] {
        let db = Db::owned("hostile_log");
        db.connect().run(GAIN);
        if db.connect().try_run(sql).is_err() {
            continue;
        }
        trap(sql, false);
    }
}

#[test]
fn the_functions_cannot_be_bent() {
    trap(
        "alter function migrate.protect(boolean) set search_path = evil; alter function migrate.log_ddl(boolean, interval) security definer; \
         alter function migrate.break_glass(text, boolean) set search_path = evil; alter function migrate.break_glass(text, boolean) security definer",
        false,
    );
    let db = Db::owned("hostile_log");
    let mut owner = db.connect();
    for sql in [
        "create index on migrate.ddl_events (lower(tag))",
        "create or replace function migrate.observe_ddl() returns event_trigger language plpgsql as 'begin end'",
        "alter function migrate.observe_ddl() security definer",
        "alter event trigger migrate_ddl_end disable",
        "drop event trigger migrate_ddl_end",
        "create event trigger mine on ddl_command_end execute function migrate.observe_ddl()",
        "set event_triggers = off",
    ] {
        let code = owner.error(sql).code;
        assert!(code == "42501" || (code == "42704" && major() < 17), "{sql}: {code}");
    }
    assert_eq!(
        db.connect_as("postgres")
            .error("select migrate.observe_ddl()")
            .code,
        "39P03"
    );
}
