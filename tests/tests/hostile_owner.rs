//! A superuser migrates in a database whose owner installed the extension, and the owner is hostile: whatever he does
//! to the tables that he owns must not run with the superuser's rights.

use migrate_tests::*;

/// `evil.gain` writes down whose rights it runs with, and tries to become more.
const GAIN: &str = r#"
create schema evil;
create table evil.loot (who text, how text);
create function evil.gain(how text) returns int language plpgsql as $f$
begin
    insert into evil.loot values (current_user, how);
    begin execute format('alter role %I superuser', (select relowner::regrole from pg_catalog.pg_class where oid = 'evil.loot'::regclass)); exception when others then null; end;
    begin set role postgres; insert into evil.loot values (current_user, how || ' set role'); exception when others then null; end;
    begin reset role; insert into evil.loot values (current_user, how || ' reset role'); exception when others then null; end;
    begin set session authorization default; insert into evil.loot values (current_user, how || ' authorization'); exception when others then null; end;
    begin perform set_config('role', 'none', false); insert into evil.loot values (current_user, how || ' set_config'); exception when others then null; end;
    begin perform set_config('search_path', 'evil, pg_catalog', false); exception when others then null; end;
    return 1;
end $f$;
create function evil.row() returns trigger language plpgsql as $f$ begin perform evil.gain(tg_name); return new; end $f$;
create function evil.eq(text, text) returns bool language plpgsql as $f$ begin perform evil.gain('='); return true; end $f$;
create operator evil.= (leftarg = text, rightarg = text, procedure = evil.eq);
create function evil.clock_timestamp() returns timestamptz language plpgsql as $f$ begin perform evil.gain('clock_timestamp'); return now(); end $f$;
create table evil.schema_migrations (version varchar primary key);
insert into evil.schema_migrations values ('7');
grant all on schema evil to public; grant all on evil.loot to public; grant execute on all functions in schema evil to public;
"#;

const FIRST: (&str, &str) = ("0_first", "create table first (id int)");

struct Trap {
    db: Db<'static>,
}

impl Trap {
    /// The owner has deployed once, and then does this.
    fn new(sql: &str) -> Trap {
        let db = Db::owned("hostile");
        let mut owner = db.connect();
        owner.deploy(&bundle(&[FIRST])).unwrap();
        owner.run(GAIN);
        owner.run(sql);
        Trap { db }
    }

    /// The superuser uses every verb. What a trap makes fail is the owner's loss; whose rights it ran with counts.
    fn spring(&self) {
        let mut admin = self.db.connect_as("postgres");
        let more = bundle(&[
            FIRST,
            ("1_a", "create table a (id int); insert into a values (1)"),
            ("2_b", "create index concurrently on a (id)"),
        ]);
        let fails = bundle(&[FIRST, ("1_a", "select 1/0")]);
        let half = bundle(&[FIRST, ("3_c", "commit; select 1; select 1/0")]);
        for call in [
            "select migrate.status()".to_owned(),
            "select migrate.check()".to_owned(),
            "select migrate.deploy('[]', allow_missing => true)".to_owned(),
            format!("select migrate.status($b${more}$b$)"),
            format!("select migrate.deploy($b${fails}$b$)"),
            format!("call migrate.rollout($b${fails}$b$)"),
            format!("select migrate.deploy($b${more}$b$, up_to => '1_a', dry_run => true)"),
            format!("select migrate.deploy($b${more}$b$, up_to => '1_a')"),
            format!("call migrate.rollout($b${more}$b$)"),
            format!("call migrate.rollout($b${half}$b$, allow_missing => true)"),
            "select migrate.resolve('3_c', 'applied')".to_owned(),
            "select migrate.baseline('[{\"name\":\"4_d\",\"sql\":\"\"}]')".to_owned(),
            "select migrate.adopt('rails', history => 'evil.schema_migrations')".to_owned(),
            "select migrate.grant_read('pg_monitor')".to_owned(),
            "begin; select migrate.deploy('[{\"name\":\"5_e\",\"sql\":\"\"}]', allow_missing => true); set constraints all immediate; commit".to_owned(),
            "drop extension migrate".to_owned(),
        ] {
            admin.try_run(&call).ok();
            admin.try_run("rollback").ok();
            admin.run("reset search_path");
        }
    }

    /// The traps ran (so that the test means something) and only with the owner's rights.
    #[track_caller]
    fn caught_nobody(&self, sprung: bool) {
        let mut admin = self.db.connect_as("postgres");
        let owner = self.db.owner();
        assert_eq!(
            admin.lines(&format!(
                "select distinct who, how from evil.loot where who <> '{owner}'"
            )),
            ""
        );
        assert_eq!(
            admin.one(&format!(
                "select rolsuper from pg_roles where rolname = '{owner}'"
            )),
            "f"
        );
        assert_eq!(
            admin.one("select count(*) > 0 from evil.loot"),
            if sprung { "t" } else { "f" }
        );
    }
}

fn trap(sql: &str, sprung: bool) {
    let trap = Trap::new(sql);
    trap.spring();
    trap.caught_nobody(sprung);
}

#[test]
fn triggers_on_the_history() {
    trap(
        "create trigger a before insert or update on migrate.migrations for each row execute function evil.row(); \
         create trigger b after insert or update on migrate.migrations for each row execute function evil.row(); \
         create trigger c before insert or update on migrate.migrations for each statement execute function evil.row(); \
         create trigger d before insert on migrate.scripts for each row execute function evil.row(); \
         create trigger e before insert or delete on migrate.failures for each row execute function evil.row()",
        true,
    );
}

#[test]
fn deferred_triggers_on_the_history() {
    trap(
        "create constraint trigger a after insert or update on migrate.migrations deferrable initially deferred for each row execute function evil.row(); \
         create constraint trigger b after insert on migrate.failures deferrable initially deferred for each row execute function evil.row()",
        false,
    );
}

#[test]
fn triggers_that_the_superuser_defers_with_set_constraints() {
    let trap = Trap::new("create constraint trigger a after insert or update on migrate.migrations deferrable initially immediate for each row execute function evil.row()");
    let mut admin = trap.db.connect_as("postgres");
    admin.try_run("begin; set constraints all deferred; select migrate.deploy('[{\"name\":\"5_e\",\"sql\":\"\"}]', allow_missing => true); commit").ok();
    admin.try_run("rollback").ok();
    let data = "create table data (id int unique deferrable initially deferred); insert into data values (1)";
    admin
        .try_run(&format!(
            "select migrate.deploy($b${}$b$, allow_missing => true)",
            bundle(&[("6_f", data), ("7_g", "insert into data values (2)")])
        ))
        .ok();
    trap.spring();
    trap.caught_nobody(true);
}

#[test]
fn rules_on_the_history() {
    trap(
        "create rule a as on insert to migrate.scripts do also select evil.gain('rule scripts'); \
         create rule b as on insert to migrate.failures do also select evil.gain('rule failures')",
        false,
    );
    trap(
        "create rule a as on update to migrate.migrations do also select evil.gain('rule update')",
        false,
    );
    trap("create rule a as on insert to migrate.migrations do instead select evil.gain('rule instead')", false);
}

#[test]
fn policies_on_the_history() {
    trap(
        "alter table migrate.migrations enable row level security, force row level security; \
         create policy a on migrate.migrations using (evil.gain('policy') = 1) with check (evil.gain('policy check') = 1); \
         alter table migrate.failures enable row level security, force row level security; \
         create policy a on migrate.failures using (evil.gain('policy') = 1) with check (evil.gain('policy check') = 1)",
        true,
    );
}

#[test]
fn defaults_and_checks_and_generated_columns_and_indexes_on_the_history() {
    trap(
        "alter table migrate.migrations add a int default evil.gain('default'); alter table migrate.migrations add check (evil.gain('check') = 1); \
         create function evil.pure(text) returns text immutable language plpgsql as $f$ begin perform evil.gain('index'); return $1; end $f$; \
         \
         alter table migrate.migrations add g text generated always as (evil.pure(standing)) stored; \
         create statistics evil.s on (evil.pure(checksum)), name from migrate.migrations; \
         alter table migrate.failures alter id set default (case evil.gain('id') when 1 then gen_random_uuid() end)",
        true,
    );
}

#[test]
fn column_types_of_the_owners_own() {
    trap(
        "create domain evil.name as text collate \"C\" check (evil.gain('domain') = 1); \
         create domain evil.int as int check (evil.gain('domain') = 1); \
         alter extension migrate drop view migrate.history; drop view migrate.history; alter extension migrate drop view migrate.ddl_log; drop view migrate.ddl_log; \
         alter table migrate.migrations alter name type evil.name, alter statements type evil.int, alter standing type evil.name",
        true,
    );
}

#[test]
fn settings_of_the_database_and_of_the_superusers_sessions_in_it() {
    let trap = Trap::new("");
    let name = trap.db.name();
    trap.db.connect().run(&format!(
        "alter database {name} set search_path = evil, public, pg_catalog; alter database {name} set default_transaction_read_only = off; \
         alter database {name} set row_security = off; alter database {name} set check_function_bodies = off"
    ));
    trap.spring();
    trap.caught_nobody(false);
}

#[test]
fn a_role_and_defaults_that_the_database_sets_for_every_session() {
    for setting in [
        "role = OWNER",
        "default_transaction_read_only = on",
        "default_transaction_isolation = serializable",
        "session_replication_role = replica",
        "statement_timeout = 1",
    ] {
        let trap = Trap::new("create trigger a before insert on migrate.failures for each row execute function evil.row()");
        let setting = setting.replace("OWNER", trap.db.owner());
        let set = format!("alter database {} set {setting}", trap.db.name());
        if trap.db.connect().try_run(&set).is_err() {
            assert!(setting.contains("replication"), "{setting}");
            continue;
        }
        let mut admin = trap.db.connect_as("postgres");
        admin.run(
            "set statement_timeout = 0; set role none; set default_transaction_read_only = off",
        );
        assert_eq!(
            admin
                .deploy(&bundle(&[FIRST, ("1_x", "select 1/0")]))
                .unwrap_err()
                .code,
            "22012",
            "{setting}"
        );
        assert_eq!(
            admin.one("select count(*) from migrate.attempts"),
            "1",
            "the attempt is kept: {setting}"
        );
        admin.run(&format!("alter database {} reset all", trap.db.name()));
        trap.caught_nobody(true);
    }
}

#[test]
fn attributes_and_settings_of_the_verbs() {
    let trap = Trap::new("alter function migrate.status(text) security definer; alter function migrate.check(text) set search_path = evil, pg_catalog; \
         alter function migrate.deploy(text, boolean, text, boolean) set search_path = evil, pg_catalog; \
         alter function migrate.baseline(text, text) security definer; alter function migrate.resolve(text, text, text) immutable; \
         alter function migrate.grant_read(text) set search_path = evil, pg_catalog; alter function migrate.status(json) immutable; \
         alter procedure migrate.rollout(text, text, boolean) set search_path = evil, pg_catalog");
    let mut owner = trap.db.connect();
    for sql in [
        "create or replace function migrate.status(migrations text default null) returns table (name text, state text, applied_at timestamptz, detail text) language sql as 'select null, null, null, null'",
        "create function migrate.status(migrations varchar) returns int language sql as 'select evil.gain(1::text)'",
        "alter function migrate.status(text) rename to other",
        "alter function migrate.status(text) leakproof",
    ] {
        assert_eq!(owner.error(sql).code, "42501", "{sql}");
    }
    trap.spring();
    trap.caught_nobody(false);
}

#[test]
fn a_history_that_belongs_to_the_owners_extension_no_longer() {
    let trap = Trap::new(
        "alter extension migrate drop view migrate.history; alter extension migrate drop view migrate.attempts; alter extension migrate drop view migrate.ddl_log; alter extension migrate drop table migrate.scripts; \
         alter extension migrate drop table migrate.failures; alter extension migrate drop table migrate.migrations",
    );
    let mut owner = trap.db.connect();
    // The schema is not his: gone is gone, nothing can take the tables' places.
    for sql in [
        "create table migrate.other ()",
        "alter table migrate.scripts rename to other",
        "create view migrate.other as select evil.gain('view')",
    ] {
        assert_eq!(owner.error(sql).code, "42501", "{sql}");
    }
    owner.run("drop view migrate.history; drop view migrate.attempts cascade; drop table migrate.migrations cascade");
    let error = trap
        .db
        .connect_as("postgres")
        .error("select migrate.status()");
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("42P01", "the table migrate.migrations is gone")
    );
    trap.spring();
    trap.caught_nobody(false);
}

#[test]
fn views_put_in_the_place_of_tables() {
    if major() > 15 {
        return; // From 16 on a rule cannot turn a table into a view.
    }
    // A server of its own, which it may crash.
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::with(&[])));
    let db = Db::owned_on(cluster, "hostile");
    let mut owner = db.connect();
    owner.run(GAIN);
    owner.run(
        "alter extension migrate drop view migrate.history; drop view migrate.history; \
         alter extension migrate drop table migrate.migrations; drop trigger history_changed on migrate.migrations",
    );
    owner.run("alter table migrate.migrations drop constraint migrations_pkey, drop constraint migrations_standing_check; drop index if exists migrate.migrations_by_position");
    owner.run(
        "alter table migrate.migrations alter name drop not null, alter checksum drop not null",
    );
    owner.run("vacuum migrate.migrations"); // forgets that there were triggers
    let rule = "create rule \"_RETURN\" as on select to migrate.migrations do instead \
        select 'x'::text collate \"C\" as name, 'y'::text as checksum, 'applied'::text as standing, evil.gain('view')::bigint as position, 0 as statements, 0 as statements_done, \
        now() as started_at, now() as finished_at, ''::text as applied_by, ''::text as connected_as, ''::text as application_name, null::inet as client_addr";
    owner.run(rule);
    let trap = Trap { db };
    trap.spring();
    trap.caught_nobody(false);
}

#[test]
fn the_failed_attempts_worker_runs_as_nobody_more_than_the_owner() {
    let trap = Trap::new(
        "create trigger a before insert on migrate.failures for each row execute function evil.row()",
    );
    let role = trap.db.role("deployer");
    trap.db
        .connect()
        .run(&format!("select migrate.grant_deploy('{role}')"));
    let mut app = trap.db.connect_as(&role);
    assert_eq!(
        app.deploy(&bundle(&[FIRST, ("1_x", "select 1/0")]))
            .unwrap_err()
            .code,
        "22012"
    );
    trap.caught_nobody(true);
    assert_eq!(
        trap.db
            .connect()
            .one("select count(*) from migrate.attempts"),
        "1"
    );
}

#[test]
fn nothing_of_a_trap_stays_in_the_superusers_session() {
    let trap = Trap::new("create trigger a before insert on migrate.migrations for each row execute function evil.row()");
    let mut admin = trap.db.connect_as("postgres");
    let before = admin.lines("select current_user, session_user, current_setting('search_path'), current_setting('role')");
    admin.run("select migrate.deploy('[{\"name\":\"5_e\",\"sql\":\"\"}]', allow_missing => true)");
    assert_eq!(admin.lines("select current_user, session_user, current_setting('search_path'), current_setting('role')"), before);
    trap.caught_nobody(true);
}

#[test]
fn grants_under_a_hostile_search_path_go_to_the_right_functions() {
    let db = Db::owned("hostile");
    let role = db.role("deployer");
    db.connect().run("create schema evil; create type evil.text as (a int); create type evil.json as (a int); create type evil.jsonb as (a int)");
    let mut owner = db.connect();
    owner.run(&format!(
        "set search_path = evil, pg_catalog; select migrate.grant_deploy('{role}')"
    ));
    let mut app = db.connect_as(&role);
    app.run("select migrate.deploy('[]'::text); select migrate.deploy('[]'::json); select migrate.deploy('[]'::jsonb); select migrate.status(); select * from migrate.history");
}
