//! `migrate.squash`: many migrations become one, and every database goes on from where it is.

use migrate_tests::expect::report;
use migrate_tests::*;

/// A history that leaves rows of all sorts.
const HISTORY: [(&str, &str); 8] = [
    (
        "20250101000000_init",
        r"create schema shop;
          create type shop.mood as enum ('sad', 'glad');
          create table shop.users (id int generated always as identity primary key, name text not null, mood shop.mood default 'glad',
                                   size int generated always as (length(name)) stored, made timestamptz not null default clock_timestamp());
          insert into shop.users (name) values ('Ann'), ('Bob'), (E'O''Brien \\ \n Co');",
    ),
    (
        "20250102000000_orders",
        "create table shop.orders (id bigserial primary key, buyer int not null references shop.users, parent bigint references shop.orders, note text[]);
         create function shop.changed() returns trigger language plpgsql as $$ begin new.note := array['by trigger'] || new.note; return new; end $$;
         insert into shop.orders (buyer, note) values (1, '{a,\"b c\",NULL}'), (2, null);
         create trigger changed before insert on shop.orders for each row execute function shop.changed();
         insert into shop.orders (buyer, parent) values (3, 1);",
    ),
    (
        "20250103000000_email",
        "alter table shop.users add column email text; update shop.users set email = lower(name) || '@x'; delete from shop.orders where id = 2;",
    ),
    (
        "20250104000000_views",
        "create materialized view shop.totals as select buyer, count(*) as orders from shop.orders group by 1;
         create view shop.happy as select u.*, t.orders from shop.users u join shop.totals t on t.buyer = u.id;
         create materialized view shop.later as select 1 as one with no data;
         alter table shop.users enable row level security; alter table shop.users force row level security;
         create policy own on shop.users using (name = current_user);",
    ),
    (
        "20250105000000_parts",
        "create table shop.events (at date not null, data jsonb, raw bytea, amount numeric(10,2), precise float8) partition by range (at);
          create table shop.events_1 partition of shop.events for values from ('2025-01-01') to ('2025-02-01');
          create table shop.events_2 partition of shop.events for values from ('2025-02-01') to ('2025-03-01');
          insert into shop.events values ('2025-01-03', '{\"a\": [1, null]}', '\\x00ff', 1.10, 0.1), ('2025-02-03', null, null, null, 'NaN');",
    ),
    (
        "20250106000000_rules",
        "create table shop.codes (code text primary key, valid boolean);
         insert into shop.codes values ('old', null), ('new', true);
         alter table shop.codes add constraint valid check (valid) not valid, add constraint known check (valid is not null) not valid;
         create rule quiet as on delete to shop.codes do instead nothing;
         create sequence shop.numbers start 10; select setval('shop.numbers', 77, false);",
    ),
    (
        "20250107000000_circle",
        "create table shop.a (id int primary key, b int); create table shop.b (id int primary key, a int not null references shop.a);
         insert into shop.a values (1, 2); insert into shop.b values (2, 1); alter table shop.a add foreign key (b) references shop.b;
         alter table shop.orders drop column note; create index on shop.orders (buyer);",
    ),
    (
        "20250108000000_more",
        "insert into shop.users (name, mood) select 'many ' || n, null from generate_series(1, 150) n; create table shop.none (); insert into shop.none default values;
         refresh materialized view shop.totals;",
    ),
];

const ROWS: &str = "
    select 'users', (id, name, mood, size, email)::text from shop.users union all
    select 'orders', o::text from shop.orders o union all
    select tableoid::regclass::text, e::text from shop.events e union all
    select 'codes', c::text from shop.codes c union all
    select 'a', a::text from shop.a union all select 'b', b::text from shop.b union all
    select 'none', count(*)::text from shop.none union all
    select 'totals', t::text from shop.totals t union all
    select 'later', relispopulated::text from pg_class where relname = 'later' union all
    select sequencename, (last_value, start_value)::text from pg_sequences where schemaname = 'shop' union all
    select 'numbers', s.last_value::text from shop.numbers s order by 1, 2";

fn schema(app: &mut Session) -> String {
    app.one("select migrate.live() -> 'objects'")
}

fn later() -> (&'static str, &'static str) {
    ("20250109000000_later", "create table shop.late (id int)")
}

/// The squashed migration as an entry of a bundle.
fn squash(app: &mut Session, bundle: &str, arguments: &str) -> Value {
    let rows = app.rows(&format!(
        "select name, sql, replaces from migrate.squash($b${bundle}$b${arguments})"
    ));
    let [name, sql, replaces] = rows[0].as_slice() else {
        panic!("{rows:?}")
    };
    json!({"name": name, "sql": sql, "replaces": serde_json::from_str::<Value>(replaces).unwrap()})
}

fn with_later(squashed: &Value) -> String {
    let (name, sql) = later();
    json!([squashed, {"name": name, "sql": sql}]).to_string()
}

#[test]
fn from_every_point_of_the_history_all_databases_become_the_same() {
    let db = Db::new("squash");
    let mut app = db.connect();
    let squashed = squash(&mut app, &bundle(&HISTORY), "");
    assert_eq!(squashed["name"], "20250108000000_squashed");
    assert_eq!(squashed["replaces"].as_array().unwrap().len(), 8);
    let old_list = bundle(&[&HISTORY[..], &[later()]].concat());
    app.deploy(&old_list).unwrap();
    let (wanted, rows) = (schema(&mut app), app.lines(ROWS));
    assert!(rows.lines().count() > 160, "{rows}");
    let new_list = with_later(&squashed);
    for k in 0..=8 {
        for way in ["deploy", "rollout"] {
            let db = Db::new("squash_at");
            let mut app = db.connect();
            app.deploy(&bundle(&HISTORY[..k])).unwrap();
            match way {
                "deploy" => drop(app.deploy(&new_list).unwrap()),
                _ => app.rollout(&new_list).unwrap(),
            }
            assert_eq!(schema(&mut app), wanted, "{way} at {k}");
            assert_eq!(app.lines(ROWS), rows, "{way} at {k}");
            let states = "20250108000000_squashed|applied\n20250109000000_later|applied";
            let status = format!("select name, state from migrate.status($b${new_list}$b$)");
            assert_eq!(app.lines(&status), states, "{way} at {k}");
            assert_eq!(
                app.one(&format!("select migrate.check($b${new_list}$b$)")),
                "up to date: 2 migrations applied"
            );
            assert!(app.deploy(&new_list).unwrap().is_empty());
            // A replica of the release before has the old list.
            assert!(app.deploy(&old_list).unwrap().is_empty(), "{way} at {k}");
            app.rollout(&old_list).unwrap();
            assert_eq!(
                app.one(&format!("select migrate.check($b${old_list}$b$)")),
                "up to date: 9 migrations applied"
            );
            assert_eq!(app.one("select count(*) from migrate.drift()"), "0");
            // When no database needs the old ones any more.
            let (name, sql) = (
                squashed["name"].as_str().unwrap(),
                squashed["sql"].as_str().unwrap(),
            );
            assert!(app
                .deploy(&bundle(&[(name, sql), later()]))
                .unwrap()
                .is_empty());
        }
    }
}

const TWO: [(&str, &str); 2] = [
    (
        "1_a",
        "create table a (id int primary key); insert into a values (1)",
    ),
    (
        "2_b",
        "create table b (id int references a); insert into b values (1)",
    ),
];

fn two_as_one(app: &mut Session) -> Value {
    squash(app, &bundle(&TWO), "")
}

#[test]
fn what_is_done_is_told() {
    let db = Db::new("squash");
    let mut app = db.connect();
    let list = json!([two_as_one(&mut app)]).to_string();
    app.deploy(&bundle(&TWO[..1])).unwrap();
    assert_eq!(
        app.status(&list),
        "1_a|applied\n2_b|pending\n2_squashed|pending"
    );
    let detail =
        format!("select detail from migrate.status($b${list}$b$) where name = '2_squashed'");
    assert!(app
        .one(&detail)
        .starts_with("to be recorded without running it"));
    assert_eq!(
        report(app.deploy_with(&list, "dry_run => true")),
        "2_b|would_apply|2\n2_squashed|would_record|0"
    );
    assert_eq!(
        app.error(&format!("select migrate.check($b${list}$b$)"))
            .code,
        "55000"
    );
    assert_eq!(
        report(app.deploy(&list)),
        "2_b|applied|2\n2_squashed|recorded|0"
    );
    assert_eq!(app.status(&list), "2_squashed|applied");
    let rows = "select name, state, statements from migrate.history order by position";
    assert_eq!(
        app.lines(rows),
        "1_a|applied|2\n2_b|applied|2\n2_squashed|applied|∅"
    );

    let db = Db::new("squash");
    let mut app = db.connect();
    app.deploy(&bundle(&TWO)).unwrap();
    app.notices();
    app.rollout(&list).unwrap();
    let told: Vec<String> = app.notices().into_iter().map(|n| n.message).collect();
    assert_eq!(
        told,
        ["1/1 \"2_squashed\" recorded without running it: all that it replaces is applied"]
    );
}

#[test]
fn edited_and_failed_ones_stop_it() {
    let db = Db::new("squash");
    let mut app = db.connect();
    let squashed = two_as_one(&mut app);
    let list = json!([squashed]).to_string();
    app.deploy(&bundle(&[(
        "1_a",
        "create table a (id int primary key, x int); insert into a (id) values (1)",
    )]))
    .unwrap();
    let error = app.deploy(&list).unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("55000", "migration \"1_a\" was edited after it was applied")
    );
    app.run(&format!(
        "select migrate.resolve('1_a', 'applied', $b${list}$b$)"
    ));
    app.deploy(&list).unwrap();

    let db = Db::new("squash");
    let mut app = db.connect();
    let half = "create table half (); create index concurrently on half ((1/0))";
    let broken = [TWO[0], ("2_b", half)];
    app.rollout(&bundle(&broken)).unwrap_err();
    let error = app.deploy(&list).unwrap_err();
    assert!(error.message.contains("P3009"), "{error}");
    app.run("drop table half; select migrate.resolve('2_b', 'rolled_back')");
    assert_eq!(
        report(app.deploy(&list)),
        "2_b|applied|2\n2_squashed|recorded|0"
    );

    // One that is no part of it is still missing.
    app.deploy_with(&bundle(&[("3_c", "")]), "allow_missing => true")
        .unwrap();
    let error = app.deploy(&list).unwrap_err();
    assert!(
        error
            .message
            .contains("\"3_c\" was applied, but is not in the bundle"),
        "{error}"
    );
}

#[test]
fn an_old_replica_that_lacks_some_is_told_so() {
    let db = Db::new("squash");
    let mut app = db.connect();
    let list = json!([two_as_one(&mut app)]).to_string();
    app.deploy(&list).unwrap();
    let old = bundle(&TWO[..1]);
    assert_eq!(app.status(&old), "1_a|applied\n2_b|missing");
    assert_eq!(app.deploy(&old).unwrap_err().code, "55000");
    app.deploy_with(&old, "allow_missing => true").unwrap();
    // It may also have one more.
    let more = bundle(&[TWO[0], TWO[1], ("3_c", "create table c (id int)")]);
    assert_eq!(report(app.deploy(&more)), "3_c|applied|1");
}

#[test]
fn baseline_and_resolve_know_what_is_replaced() {
    let db = Db::new("squash");
    let mut app = db.connect();
    let list = json!([two_as_one(&mut app)]).to_string();
    app.run(TWO[0].1);
    app.run(TWO[1].1);
    app.run(&format!("select migrate.baseline($b${list}$b$)"));
    assert_eq!(app.status(&list), "2_squashed|baselined");
    assert_eq!(app.status(&bundle(&TWO)), "1_a|baselined\n2_b|baselined");
    app.deploy(&bundle(&TWO)).unwrap();

    let db = Db::new("squash");
    let mut app = db.connect();
    app.run(&format!(
        "select migrate.resolve('2_squashed', 'applied', $b${list}$b$)"
    ));
    assert_eq!(app.status(&bundle(&TWO)), "1_a|applied\n2_b|applied");
}

#[test]
fn what_was_squashed_can_be_squashed_again() {
    let db = Db::new("squash");
    let mut app = db.connect();
    let third = (
        "3_c",
        "create table c (id int); insert into c select id from b",
    );
    let first = json!([two_as_one(&mut app), {"name": third.0, "sql": third.1}]).to_string();
    let second = squash(&mut app, &first, "");
    assert_eq!(second["name"], "3_squashed");
    let list = json!([second]).to_string();
    let old = [TWO[0], TWO[1], third];
    for (k, list_then) in [(0, &first), (1, &first), (0, &list), (2, &list), (3, &list)] {
        let db = Db::new("squash_again");
        let mut app = db.connect();
        app.deploy(&bundle(&old[..k])).unwrap();
        app.deploy(list_then).unwrap();
        app.deploy(&list).unwrap();
        assert_eq!(
            app.one("select string_agg(id::text, ',') from c"),
            "1",
            "{k}"
        );
        for known in [&bundle(&old), &first, &list] {
            assert!(app.deploy(known).unwrap().is_empty(), "{k}");
            app.run(&format!("select migrate.check($b${known}$b$)"));
        }
    }
}

#[test]
fn a_part_can_be_squashed_and_its_name_stands_where_the_last_one_stood() {
    let db = Db::new("squash");
    let mut app = db.connect();
    let all = bundle(&HISTORY);
    let some = squash(
        &mut app,
        &all,
        ", up_to => '20250103000000_email', name => 'first'",
    );
    assert_eq!(some["name"], "20250103000000_first");
    assert_eq!(some["replaces"].as_array().unwrap().len(), 3);
    let error = app.error(&format!(
        "select migrate.squash($b${all}$b$, up_to => 'nope')"
    ));
    assert!(error.message.contains("P3017"), "{error}");
    let error = app.error(&format!(
        "select migrate.squash($b${all}$b$, name => '2026_x', up_to => '20250103000000_email')"
    ));
    assert_eq!(error.code, "22023");
    let one = bundle(&TWO[..1]);
    assert_eq!(
        app.error(&format!("select migrate.squash($b${one}$b$)"))
            .code,
        "22023"
    );
    let error = app.error(&format!(
        "select migrate.squash($b${}$b$, '1_a')",
        bundle(&TWO)
    ));
    assert_eq!(error.code, "42710");
}

#[test]
fn nothing_is_lost_silently() {
    let db = Db::new("squash");
    let mut app = db.connect();
    let told = |app: &mut Session, second: &str| {
        let list = bundle(&[
            (
                "1_a",
                "create table t (id int, at timestamptz, u uuid default gen_random_uuid())",
            ),
            ("2_b", second),
        ]);
        app.notices();
        let squashed = squash(app, &list, "");
        let told: Vec<String> = app
            .notices()
            .into_iter()
            .map(|n| format!("{}: {}", n.severity, n.message))
            .collect();
        (
            squashed["sql"].as_str().unwrap().to_owned(),
            told.join("\n"),
        )
    };
    let (sql, said) = told(&mut app, "insert into t (id) values (1), (2)");
    assert_eq!(said, "");
    assert!(sql.contains("('1', NULL, DEFAULT)"), "{sql}");
    let (_, said) = told(
        &mut app,
        "insert into t (id, at) values (1, clock_timestamp())",
    );
    assert_eq!(
        said,
        "WARNING: the values of public.t.at come out differently each time: the squashed migration has those of now. They come from migration \"2_b\", statement 1"
    );
    let role = db.role("made");
    let (sql, said) = told(
        &mut app,
        &format!("alter role {role} set work_mem = '1MB'; grant select on t to {role}"),
    );
    assert!(
        sql.contains(&format!(
            "-- For the whole server\nalter role {role} set work_mem = '1MB';"
        )),
        "{sql}"
    );
    assert!(said.starts_with("NOTICE: statements about roles"), "{said}");
    let (_, said) = told(
        &mut app,
        "do $$ begin if false then create role nobody; end if; end $$",
    );
    assert!(said.ends_with("migration \"2_b\", statement 1"), "{said}");
    let (sql, _) = told(
        &mut app,
        &format!("grant connect on database {} to {role}", db.name()),
    );
    assert!(
        sql.contains("-- For the whole server\ngrant connect on database"),
        "{sql}"
    );
    let (_, said) = told(
        &mut app,
        "create materialized view m as select * from t; insert into t (id) values (1)",
    );
    assert_eq!(
        said,
        "WARNING: the materialized view public.m holds other rows: the squashed migration fills it when all rows are there. These fill it now: migration \"2_b\", statement 1"
    );
    let list = bundle(&[TWO[0], ("2_lo", "select lo_create(0)")]);
    let error = app.error(&format!("select migrate.squash($b${list}$b$)"));
    assert_eq!(
        (error.code.as_str(), error.detail.as_str()),
        ("0A000", "migration \"2_lo\", statement 1")
    );
}

#[test]
fn enum_values_that_need_a_commit_are_no_hindrance() {
    let db = Db::owned("squash");
    db.cluster()
        .admin()
        .run(&format!("alter role {} createdb", db.owner()));
    let mut app = db.connect();
    let old = [
        ("1_a", "create type mood as enum ('sad'); create table t (m mood); insert into t values ('sad')"),
        ("2_b", "alter type mood add value 'glad'"),
        ("3_c", "insert into t values ('glad'); create index concurrently on t (m)"),
    ];
    let squashed = squash(&mut app, &bundle(&old), "");
    let list = json!([squashed]).to_string();
    for k in 0..=3 {
        let db = Db::owned("squash_enum");
        let mut app = db.connect();
        app.rollout(&bundle(&old[..k])).unwrap();
        match k {
            0 | 3 => drop(app.deploy(&list).unwrap()),
            _ => app.rollout(&list).unwrap(),
        }
        assert_eq!(app.lines("select m from t order by 1"), "sad\nglad");
        assert_eq!(
            app.one("select count(*) from pg_index where indrelid = 't'::regclass"),
            "1"
        );
        assert!(app.deploy(&bundle(&old)).unwrap().is_empty());
    }
}

#[test]
fn a_folder_keeps_what_is_replaced_in_a_file() {
    let db = Db::new("squash");
    let mut app = db.connect();
    let squashed = two_as_one(&mut app);
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("2_squashed");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("migration.sql"), squashed["sql"].as_str().unwrap()).unwrap();
    std::fs::write(own.join("replaces.json"), squashed["replaces"].to_string()).unwrap();
    let mut script = std::process::Command::new(repository().join("scripts/bundle.sh"));
    let list = Output::of(script.arg(folder.path()), "").ok();
    app.deploy(&bundle(&TWO[..1])).unwrap();
    assert_eq!(
        report(app.deploy(&list)),
        "2_b|applied|2\n2_squashed|recorded|0"
    );
}
