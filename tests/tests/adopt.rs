//! `adopt`: what it takes in, what the other verbs make of it, and what it refuses.

use migrate_tests::other_tools::*;
use migrate_tests::prisma_history;
use migrate_tests::*;

const HISTORY: &str =
    "select name, state, sql is not null, applied_at, duration, applied_by, application_name from migrate.history";

#[test]
fn sqlx_is_adopted_with_texts_times_and_checksums() {
    let (_db, mut app) = tool_db("adopt", SQLX);
    by_sqlx(&mut app, 1, "a", A.1);
    by_sqlx(&mut app, 2, "b", B.1);
    let all = bundle(&[("01_a", A.1), B]);
    let rows = adopt(&mut app, "sqlx", &format!(", $json${all}$json$"));
    assert_eq!(
        rows,
        "01_a|applied|the bundle's text has sqlx's checksum\n2_b|applied|the bundle's text has sqlx's checksum"
    );
    assert_eq!(
        notice(&mut app),
        "2 migrations adopted from public._sqlx_migrations of sqlx: 2 applied. Not known: who ran them."
    );
    app.run("set timezone = 'UTC'");
    assert_eq!(
        app.lines(HISTORY),
        "01_a|applied|t|2024-05-06 07:08:09+00|00:00:00.0025|unknown|sqlx\n\
         2_b|applied|t|2024-05-06 07:08:09+00|00:00:00.0025|unknown|sqlx"
    );
    assert_eq!(app.deploy(&all).unwrap(), []);
    assert!(!app.has_drifted());
    let more = bundle(&[("01_a", A.1), B, C]);
    assert_eq!(app.status(&more), "01_a|applied\n2_b|applied\n3_c|pending");
    assert_eq!(app.deploy(&more).unwrap().len(), 1);
    assert_eq!(app.one("select count(*) from _sqlx_migrations"), "2");
}

#[test]
fn json_and_jsonb_work_too_and_the_tool_is_named_in_any_case() {
    for kind in ["json", "jsonb"] {
        let (_db, mut app) = tool_db("adopt", SQLX);
        by_sqlx(&mut app, 1, "a", A.1);
        let call = format!("select name from migrate.adopt('SQLx', $1::{kind})");
        let sent: Value = serde_json::from_str(&bundle(&[A])).unwrap();
        let rows = app.query(&call, &[&sent]).unwrap();
        assert_eq!(rows[0].get::<_, &str>(0), "1_a");
    }
}

#[test]
fn an_edited_text_shows_as_edited_until_it_is_accepted() {
    let (_db, mut app) = tool_db("adopt", SQLX);
    by_sqlx(&mut app, 1, "a", A.1);
    by_sqlx(&mut app, 2, "b", "create table b (id int primary key);\r\n");
    let edited = bundle(&[("1_a", "create table a (id bigint);\n"), B]);
    assert_eq!(
        adopt_bundle(&mut app, "sqlx", &edited),
        "1_a|edited\n2_b|applied"
    );
    assert!(notice(&mut app).contains("1 applied, 1 edited"));
    assert_eq!(app.status(&edited), "1_a|edited\n2_b|applied");
    let refused = app.deploy(&edited).unwrap_err();
    assert_eq!(
        refused.message,
        "migration \"1_a\" was edited after it was applied"
    );
    assert!(refused
        .hint
        .starts_with("Restore the old text, and put the change into a new migration;"));
    // With the text that was run, it is applied.
    assert_eq!(app.status(&bundle(&[A, B])), "1_a|applied\n2_b|applied");
    let accept = "select state from migrate.resolve('1_a', 'applied', $1::text)";
    app.query(accept, &[&edited]).unwrap();
    assert_eq!(app.status(&edited), "1_a|applied\n2_b|applied");
    assert_eq!(app.deploy(&edited).unwrap(), []);
    assert_eq!(
        app.one(
            "select applied_at = '2024-05-06 07:08:09+00' from migrate.history where name = '1_a'"
        ),
        "t"
    );
    assert_eq!(adopt_bundle(&mut app, "sqlx", &edited), "");
}

#[test]
fn a_failed_one_blocks_until_it_is_resolved() {
    let (_db, mut app) = tool_db("adopt", SQLX);
    by_sqlx(&mut app, 1, "a", A.1);
    app.run("insert into _sqlx_migrations values (2, 'b', now(), false, '\\x00', -1)");
    let all = bundle(&[A, B, C]);
    assert_eq!(
        adopt_bundle(&mut app, "sqlx", &all),
        "1_a|applied\n2_b|failed"
    );
    assert_eq!(app.status(&all), "1_a|applied\n2_b|failed\n3_c|pending");
    let refused = app.deploy(&all).unwrap_err();
    assert!(refused.message.contains("(P3009)"), "{refused}");
    // The row of the table stays; it is not taken for news.
    app.run("select migrate.resolve('2_b', 'rolled_back')");
    assert_eq!(adopt_bundle(&mut app, "sqlx", &all), "");
    assert_eq!(app.deploy(&all).unwrap().len(), 2);
    assert_eq!(app.status(&all), "1_a|applied\n2_b|applied\n3_c|applied");
    assert_eq!(adopt(&mut app, "sqlx", ""), "");
}

#[test]
fn what_failed_may_have_been_run_since() {
    let (_db, mut app) = tool_db("adopt", SQLX);
    app.run("insert into _sqlx_migrations values (1, 'a', now(), false, sha384('create table a (id int primary key);\n'), -1)");
    assert!(adopt(&mut app, "sqlx", "")
        .starts_with("1_a|failed|sqlx has it as failed; how far it came is not known"));
    app.run("delete from _sqlx_migrations");
    by_sqlx(&mut app, 1, "a", A.1);
    assert_eq!(adopt_bundle(&mut app, "sqlx", &bundle(&[A])), "1_a|applied");
    assert_eq!(app.deploy(&bundle(&[A, B])).unwrap().len(), 1);
}

#[test]
fn a_rollout_that_stands_half_way_is_a_conflict() {
    let (_db, mut app) = tool_db("adopt", SQLX);
    app.run("create table b (id int)");
    adopt(&mut app, "sqlx", "");
    by_sqlx(&mut app, 9, "z", "select 1");
    adopt(&mut app, "sqlx", "");
    let broken = "create table a (id int); create index concurrently on b (nope);";
    app.rollout(&bundle(&[("1_a", broken)])).unwrap_err();
    app.run("insert into _sqlx_migrations values (1, 'other', now(), true, '\\x00', 1)");
    let refused = app.error("select migrate.adopt('sqlx')");
    assert_eq!(refused.code, "55000");
    assert!(
        refused.message.contains("\"1_a\" failed half-way"),
        "{refused}"
    );
    assert_eq!(
        refused.detail,
        "A rollout began it here, while sqlx has it too."
    );
}

#[test]
fn only_new_files_work_after_rails() {
    let (_db, mut app) = tool_db("adopt", RAILS);
    app.run("create table users (id int primary key); insert into schema_migrations values ('20240102000000'), ('20240101000000')");
    let new = bundle(&[("20250101000000_more", "create table more (id int)")]);
    let refused = app.deploy(&new).unwrap_err();
    assert!(refused.message.contains("(P3005)"), "{refused}");
    assert!(
        refused.hint.contains("SELECT * FROM migrate.adopt('rails', <the bundle>, history => 'public.schema_migrations')"),
        "{refused}"
    );
    assert_eq!(
        adopt(&mut app, "rails", ""),
        "20240101000000|applied|its text is not known; when it ran is not known\n\
         20240102000000|applied|its text is not known; when it ran is not known"
    );
    assert_eq!(
        notice(&mut app),
        "2 migrations adopted from public.schema_migrations of Rails: 2 applied. \
         Not known: their texts; when and in which order they ran; who ran them."
    );
    assert_eq!(app.deploy(&new).unwrap().len(), 1);
    assert_eq!(app.deploy(&new).unwrap(), []);
    assert_eq!(
        app.lines("select name, state, applied_at is null, detail from migrate.status() order by name limit 1"),
        "20240101000000|applied|t|adopted from Rails; its text is not known"
    );
    assert_eq!(
        app.status(&new),
        "20250101000000_more|applied\n20240101000000|applied\n20240102000000|applied"
    );
    let check = "select migrate.check($1::text)";
    let verdict: String = app.query_one(check, &[&new]).unwrap().get(0);
    assert_eq!(verdict, "up to date: 3 migrations applied");
    assert_eq!(app.rollout(&new).map(drop), Ok(()));
}

#[test]
fn a_file_that_comes_later_is_taken_for_the_one_that_was_run() {
    let (_db, mut app) = tool_db("adopt", RAILS);
    app.run("insert into schema_migrations values ('1'), ('2')");
    adopt(&mut app, "rails", "");
    // "a" and "b" are not there: would they run, it would show.
    let late = bundle(&[A, B, C]);
    assert_eq!(app.status(&late), "1_a|applied\n2_b|applied\n3_c|pending");
    app.deploy_with(&late, "dry_run => true").unwrap();
    assert_eq!(
        app.one("select count(*) from migrate.history where sql is not null"),
        "0"
    );
    app.notices();
    assert_eq!(app.deploy(&late).unwrap().len(), 1);
    let said = app.notices();
    assert_eq!(
        said[0].message,
        "not run, but taken for what another tool has applied: \"1_a\", \"2_b\""
    );
    assert_eq!(
        app.one("select to_regclass('a') is null and to_regclass('b') is null"),
        "t"
    );
    assert_eq!(
        app.lines("select name, sql is not null, length(checksum), application_name = 'rails' from migrate.history"),
        "1_a|t|64|t\n2_b|t|64|t\n3_c|t|64|f"
    );
    let missing = app.deploy(&bundle(&[C])).unwrap_err();
    assert!(missing.message.contains("not in the bundle"), "{missing}");
}

#[test]
fn texts_are_taken_by_whatever_writes_even_when_nothing_is_pending() {
    for verb in ["deploy", "rollout", "baseline", "adopt"] {
        let (_db, mut app) = tool_db("adopt", RAILS);
        app.run("insert into schema_migrations values ('1')");
        adopt(&mut app, "rails", "");
        let text = bundle(&[A]);
        // A session that has asked before must not take its own answer for the end of it.
        assert_eq!(app.status(&text), "1_a|applied");
        match verb {
            "deploy" => drop(app.deploy(&text).unwrap()),
            "rollout" => app.rollout(&text).unwrap(),
            "adopt" => assert_eq!(adopt_bundle(&mut app, "rails", &text), "1_a|applied"),
            verb => drop(
                app.query(&format!("select migrate.{verb}($1::text)"), &[&text])
                    .unwrap(),
            ),
        }
        assert_eq!(
            app.one("select name from migrate.history where sql is not null"),
            "1_a",
            "{verb}"
        );
        assert_eq!(app.status(&text), "1_a|applied");
    }
}

#[test]
fn what_the_table_has_and_the_bundle_has_not_is_recorded_without_text() {
    let (_db, mut app) = tool_db("adopt", NODE);
    app.run("insert into pgmigrations (name, run_on) values ('1_a', now()), ('2_script', now())");
    let rows = adopt(
        &mut app,
        "node-pg-migrate",
        &format!(", '{}'", bundle(&[A, C])),
    );
    assert_eq!(
        rows,
        "1_a|applied|the bundle's text is taken for it: node-pg-migrate has no checksum\n\
         2_script|applied|not in the bundle, so its text is not known"
    );
    assert_eq!(
        app.status(&bundle(&[A, C])),
        "1_a|applied\n3_c|pending\n2_script|applied"
    );
    assert_eq!(app.deploy(&bundle(&[A, C])).unwrap().len(), 1);
}

#[test]
fn once_more_takes_in_only_what_is_new() {
    let (_db, mut app) = tool_db("adopt", RAILS);
    app.run("insert into schema_migrations values ('1')");
    assert!(adopt(&mut app, "rails", "").starts_with("1|applied"));
    assert_eq!(adopt(&mut app, "rails", ""), "");
    assert_eq!(
        notice(&mut app),
        "nothing new: the migration of public.schema_migrations is in the history already"
    );
    app.run("insert into schema_migrations values ('2')");
    assert!(adopt(&mut app, "rails", "").starts_with("2|applied"));
    assert_eq!(
        adopt_bundle(&mut app, "rails", &bundle(&[A, B])),
        "1_a|applied\n2_b|applied"
    );
    assert_eq!(adopt_bundle(&mut app, "rails", &bundle(&[A, B])), "");
    assert_eq!(app.one("select count(*) from migrate.history"), "2");
    app.run("delete from schema_migrations");
    assert_eq!(adopt(&mut app, "rails", ""), "");
    assert_eq!(
        notice(&mut app),
        "public.schema_migrations of Rails has no migrations"
    );
}

#[test]
fn prismas_table_is_kept_in_step_with_what_has_a_text() {
    let (_db, mut app) = tool_db("adopt", RAILS);
    app.run(prisma_history::TABLE);
    app.run("insert into schema_migrations values ('1'), ('2')");
    assert_eq!(
        adopt_bundle(&mut app, "rails", &bundle(&[A])),
        "1_a|applied\n2|applied"
    );
    assert_eq!(prisma_history::rows(&mut app), "1_a|t|f|∅|1");
    app.deploy(&bundle(&[A, B])).unwrap();
    assert_eq!(prisma_history::rows(&mut app), "1_a|t|f|∅|1\n2_b|t|f|∅|1");
    prisma_history::well_formed(&mut app);
}

#[test]
fn a_squashed_migration_replaces_adopted_ones() {
    let (_db, mut app) = tool_db("adopt", RAILS);
    app.run("insert into schema_migrations values ('1'), ('2')");
    adopt(&mut app, "rails", "");
    let part = |(name, sql): (&str, &str)| json!({"name": name, "sql": sql});
    let squashed =
        json!([{"name": "2_squashed", "sql": "select 1", "replaces": [part(A), part(B)]}, part(C)]);
    let rows = app.deploy(&squashed.to_string()).unwrap();
    let said: Vec<_> = rows
        .iter()
        .map(|row| format!("{}|{}", row.name, row.outcome))
        .collect();
    assert_eq!(said, ["2_squashed|recorded", "3_c|applied"]);
    assert_eq!(
        app.status(&squashed.to_string()),
        "2_squashed|applied\n3_c|applied"
    );
}

#[test]
fn the_schema_is_taken_as_it_is() {
    let (_db, mut app) = tool_db("adopt", RAILS);
    app.deploy_with("[]", "").unwrap();
    app.run("insert into schema_migrations values ('1'); create table made_by_rails (id int)");
    adopt(&mut app, "rails", "");
    assert!(!app.has_drifted());
    assert_eq!(app.lines("select * from migrate.drift()"), "");
    app.run("drop table made_by_rails");
    assert!(app.has_drifted());
}
