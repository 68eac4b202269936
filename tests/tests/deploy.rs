//! `migrate.deploy`: everything pending in the caller's transaction, all or nothing.

use migrate_tests::expect::*;
use migrate_tests::*;

/// The texts of all notices since the last call, as lines.
fn told(session: &mut Session) -> String {
    let list = session.notices();
    let texts: Vec<_> = list.iter().map(|n| n.message.as_str()).collect();
    texts.join("\n")
}

const TABLES: &str =
    "select coalesce(string_agg(relname, ' ' order by relname), '') from pg_class where relnamespace = 'public'::regnamespace";

#[test]
fn one_row_comes_back_for_each_migration_with_its_duration() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    assert_eq!(
        report(app.deploy(&three())),
        "1_a|applied|1\n2_b|applied|2\n3_c|applied|1"
    );
    assert_eq!(app.one(TABLES), "a b bb c");
    assert_eq!(told(&mut app), "");

    let slow = bundle(&[("4_d", "select pg_sleep(0.05)")]);
    let rows = app
        .query(
            "select extract(epoch from duration)::float8, pg_typeof(duration)::text from migrate.deploy($1::text, allow_missing => true)",
            &[&slow],
        )
        .unwrap();
    let seconds: f64 = rows[0].get(0);
    assert!((0.05..5.0).contains(&seconds), "{seconds}");
    assert_eq!(rows[0].get::<_, &str>(1), "interval");
}

#[test]
fn a_bundle_is_an_array_or_an_object_and_comes_as_text_json_or_jsonb() {
    let list = json!([
        {"sql": "create table b (id int references a)", "name": "2_b"},
        {"name": "1_a", "sql": "create table a (id int primary key)"}
    ]);
    for shape in [
        list.clone(),
        json!({ "migrations": list }),
        json!({ "migrations": list, "order": "name" }),
    ] {
        for kind in ["json", "jsonb", "text"] {
            let db = Db::new("deploy");
            let mut app = db.connect();
            let sql = format!(
                "select string_agg(name || '|' || outcome, ' ') from migrate.deploy($1::{kind})"
            );
            let row = match kind {
                "text" => app.query_one(&sql, &[&shape.to_string()]),
                _ => app.query_one(&sql, &[&shape]),
            };
            let got: String = row.unwrap().get(0);
            assert_eq!(got, "1_a|applied 2_b|applied", "{kind} {shape}");
        }
    }
}

#[test]
fn a_literal_typed_in_psql_needs_no_cast() {
    let db = Db::new("deploy");
    let typed = "select name, outcome, statements from migrate.deploy('[{\"name\":\"1_a\",\"sql\":\"create table a ()\"}]')";
    assert_eq!(db.psql(typed).ok(), "1_a|applied|1\n");
}

#[test]
fn the_order_is_by_bytes_of_the_name_unless_the_bundle_says_that_its_own_counts() {
    let list = json!([
        {"name": "9_x", "sql": "create table t (x int)"},
        {"name": "10_y", "sql": "alter table t rename x to y"},
        {"name": "Z", "sql": ""},
        {"name": "a", "sql": ""},
        {"name": "é", "sql": ""},
    ]);
    let given = json!({"migrations": list, "order": "given"}).to_string();
    let db = Db::new("deploy");
    let mut app = db.connect();
    assert_eq!(
        report(app.deploy(&given)),
        "9_x|applied|1\n10_y|applied|1\nZ|applied|0\na|applied|0\né|applied|0"
    );
    assert_eq!(
        app.lines("select name from migrate.history"),
        "9_x\n10_y\nZ\na\né"
    );

    let db = Db::new("deploy");
    let mut app = db.connect();
    let error = app.deploy(&list.to_string()).unwrap_err();
    assert_eq!(
        error.message,
        "migration \"10_y\" failed at statement 1, line 1, column 1: relation \"t\" does not exist"
    );
}

#[test]
fn a_dry_run_runs_everything_and_leaves_nothing() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    assert_eq!(
        report(app.deploy_with(&three(), "dry_run => true")),
        "1_a|would_apply|1\n2_b|would_apply|2\n3_c|would_apply|1"
    );
    assert_eq!(
        told(&mut app),
        "dry run: everything was run and rolled back"
    );
    assert_eq!(app.one(TABLES), "");
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
    assert_eq!(app.one("select count(*) from migrate.scripts"), "0");
    assert_eq!(
        app.status(&three()),
        "1_a|pending\n2_b|pending\n3_c|pending"
    );

    let broken = bundle(&[("1_a", "create table a (id int)"), ("2_b", "select nope")]);
    let error = app.deploy_with(&broken, "dry_run => true").unwrap_err();
    assert_eq!(error.code, "42703");
    assert_eq!(error.hint, "It was a dry run: nothing was changed.");
    assert_eq!(app.one(TABLES), "");
    assert_eq!(app.one("select count(*) from migrate.attempts"), "0");
    assert_eq!(app.deploy(&three()).unwrap().len(), 3);
}

#[test]
fn up_to_stops_after_the_named_migration() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    assert_eq!(
        report(app.deploy_with(&three(), "up_to => '2_b'")),
        "1_a|applied|1\n2_b|applied|2"
    );
    assert_eq!(app.one(TABLES), "a b bb");
    assert_eq!(report(app.deploy_with(&three(), "up_to => '2_b'")), "");
    assert_eq!(
        told(&mut app),
        "nothing to do: 2 migrations are applied, 1 pending after up_to"
    );
    assert_eq!(
        report(app.deploy_with(&three(), "up_to => '3_c'")),
        "3_c|applied|1"
    );

    let error = app.deploy_with(&three(), "up_to => '4_d'").unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("22023", "migration \"4_d\" is not in the bundle (P3017)")
    );
}

#[test]
fn applied_migrations_that_the_bundle_lacks_are_refused_unless_allowed() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    app.deploy(&three()).unwrap();
    let older = bundle(&[
        ("1_a", "create table a (id int)"),
        ("4_d", "create table d (id int)"),
    ]);
    let error = app.deploy(&older).unwrap_err();
    assert_eq!(error.code, "55000");
    assert_eq!(
        error.message,
        "2 migrations were applied, but are not in the bundle"
    );
    assert_eq!(error.detail, "\"2_b\", \"3_c\"");
    assert_eq!(
        error.hint,
        "Send the bundle that has them; or, when this is an older release of the application, go on with allow_missing => true."
    );
    assert_eq!(
        report(app.deploy_with(&older, "allow_missing => true")),
        "4_d|applied|1"
    );
    let one = bundle(&[
        ("1_a", "create table a (id int)"),
        ("2_b", "create table b (id int); create table bb (id int);"),
        ("3_c", "create table c (id int)"),
    ]);
    assert_eq!(
        app.deploy(&one).unwrap_err().message,
        "migration \"4_d\" was applied, but is not in the bundle"
    );
}

#[test]
fn an_edited_migration_is_refused_with_the_way_out() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    app.deploy(&three()).unwrap();
    let edited = three().replace("create table a (id int)", "create table a (id bigint)");
    let error = app.deploy(&edited).unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("55000", "migration \"1_a\" was edited after it was applied")
    );
    assert_eq!(
        error.hint,
        "Restore the old text, which is in migrate.history, and put the change into a new migration; or accept the \
         new text as it is: SELECT * FROM migrate.resolve('1_a', 'applied', <the bundle>)."
    );
    let crlf = three().replace("; create", ";\\r\\ncreate");
    assert_eq!(
        app.deploy(&crlf).unwrap_err().message,
        "migration \"2_b\" was edited after it was applied"
    );
}

#[test]
fn a_deployment_with_nothing_to_do_gives_no_rows_and_says_so() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    assert_eq!(report(app.deploy("[]")), "");
    assert_eq!(told(&mut app), "nothing to do: the bundle is empty");
    app.deploy(&three()).unwrap();
    assert_eq!(report(app.deploy(&three())), "");
    assert_eq!(
        told(&mut app),
        "nothing to do: 3 migrations are applied, none is pending"
    );
    let psql = db.psql(&format!("select * from migrate.deploy($b${}$b$)", three()));
    assert_eq!(
        psql.stderr,
        "NOTICE:  nothing to do: 3 migrations are applied, none is pending\n"
    );
    assert_eq!(psql.ok(), "");
}

#[test]
fn a_long_bundle_tells_its_progress_every_tenth() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    let long: Vec<_> = (1..=60)
        .map(|n| (format!("{n:03}"), format!("create table t{n} ()")))
        .collect();
    assert_eq!(app.deploy(&bundle(&long)).unwrap().len(), 60);
    let expected: Vec<_> = (6..60)
        .step_by(6)
        .map(|n| format!("{n} of 60 migrations run, the last was \"{n:03}\""))
        .collect();
    assert_eq!(told(&mut app), expected.join("\n"));
}

#[test]
fn a_migration_older_than_an_applied_one_is_applied_with_a_notice() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    let (one, two) = (("1_a", "create table a ()"), ("2_b", "create table b ()"));
    app.deploy(&bundle(&[two])).unwrap();
    assert_eq!(
        app.status(&bundle(&[one, two])),
        "1_a|out_of_order\n2_b|applied"
    );
    assert_eq!(report(app.deploy(&bundle(&[one, two]))), "1_a|applied|1");
    assert_eq!(
        told(&mut app),
        "applied out of order, after newer ones: \"1_a\""
    );
    assert_eq!(app.lines("select name from migrate.history"), "2_b\n1_a");
    assert_eq!(app.status(&bundle(&[one, two])), "1_a|applied\n2_b|applied");
}

#[test]
fn names_and_checksums_suffice_to_ask_but_not_to_apply() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    app.deploy(&three()).unwrap();
    let sums = app
        .query_one(
            "select json_agg(json_build_object('name', name, 'checksum', checksum))::text from migrate.history",
            &[],
        )
        .unwrap();
    let mut sums: Value = serde_json_value(sums.get(0));
    assert_eq!(report(app.deploy(&sums.to_string())), "");
    assert_eq!(
        app.status(&sums.to_string()),
        "1_a|applied\n2_b|applied\n3_c|applied"
    );

    sums.as_array_mut()
        .unwrap()
        .push(json!({"name": "4_d", "checksum": "0".repeat(64)}));
    assert!(app.status(&sums.to_string()).ends_with("4_d|pending"));
    let error = app.deploy(&sums.to_string()).unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "22023",
            "migration \"4_d\" is pending, but the bundle has no sql for it"
        )
    );
    assert_eq!(
        error.hint,
        "Names and checksums suffice to ask; to apply, send the pending migrations with their sql."
    );
}

fn serde_json_value(text: &str) -> Value {
    text.parse().unwrap()
}

#[test]
fn a_null_bundle_is_an_error_and_not_an_empty_one() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    for kind in ["text", "json", "jsonb"] {
        let error = app.error(&format!("select * from migrate.deploy(null::{kind})"));
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            ("22004", "the argument \"migrations\" must not be null")
        );
    }
}

#[test]
fn the_report_also_comes_in_the_select_list() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    let rows = app
        .query("select (d).name, (d).outcome from (select migrate.deploy($1::text) as d offset 0) as x", &[&three()])
        .unwrap();
    let rows: Vec<(&str, &str)> = rows.iter().map(|r| (r.get(0), r.get(1))).collect();
    assert_eq!(
        rows,
        [("1_a", "applied"), ("2_b", "applied"), ("3_c", "applied")]
    );
    let four = bundle(&[("4_d", "create table d ()"), ("5_e", "create table e ()")]);
    let first = app.query(
        "select name from migrate.deploy($1::text, allow_missing => true) limit 1",
        &[&four],
    );
    assert_eq!(first.unwrap().len(), 1);
    assert_eq!(app.one(TABLES), "a b bb c d e");
}

#[test]
fn names_that_sort_against_their_numbers_are_noticed() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    let list = bundle(&[
        ("1_a", "select 1"),
        ("2_b", "select 1"),
        ("10_c", "select 1"),
    ]);
    let rows = app.deploy(&list).unwrap();
    let order: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(order, ["10_c", "1_a", "2_b"]);
    assert_eq!(app.notices()[0].message, "names sort as text, \"10_c\" before \"1_a\"; send {\"migrations\": […], \"order\": \"given\"} if the bundle's own order counts");
}
