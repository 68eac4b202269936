//! `adopt`: what each tool's table tells, by that tool's own rules.

use migrate_tests::other_tools::*;
use migrate_tests::*;

#[test]
fn diesels_versions_are_its_folders_digits() {
    let (_db, mut app) = tool_db("adopt", DIESEL);
    app.run("insert into __diesel_schema_migrations values ('00000000000000', '2024-01-01 10:00'), ('20240102030405', '2024-01-02 10:00')");
    // Diesel writes UTC, whatever the zone of this session is.
    app.run("set timezone = 'Asia/Tokyo'");
    assert_eq!(
        app.lines("select name, applied_at from migrate.adopt('diesel')"),
        "00000000000000|2024-01-01 19:00:00+09\n20240102030405|2024-01-02 19:00:00+09"
    );
    let all = bundle(&[
        ("00000000000000_diesel_initial_setup", "select 1"),
        ("2024-01-02-030405_create_users", "select 2"),
        ("2024-01-03-000000_more", "create table more ()"),
    ]);
    assert_eq!(
        app.status(&all),
        "00000000000000_diesel_initial_setup|applied\n2024-01-02-030405_create_users|applied\n2024-01-03-000000_more|pending"
    );
    assert_eq!(app.deploy(&all).unwrap().len(), 1);
}

#[test]
fn flyways_rows_are_proved_by_their_checksums() {
    let (_db, mut app) = tool_db("adopt", FLYWAY);
    // The checksums are those of zlib's crc32 of the lines.
    by_flyway(&mut app, "null", "SCHEMA", "\"app\"", "null", true);
    by_flyway(&mut app, "'1'", "SQL", "V1__a.sql", "918062969", true);
    by_flyway(&mut app, "'1.1'", "SQL", "sub/V1_1__edited.sql", "7", true);
    by_flyway(
        &mut app,
        "'2'",
        "JDBC",
        "db.migration.V2__Code",
        "null",
        true,
    );
    by_flyway(&mut app, "null", "SQL", "R__v.sql", "1", true);
    by_flyway(&mut app, "null", "SQL", "R__v.sql", "2", true);
    by_flyway(&mut app, "'3'", "SQL", "V3__half.sql", "-475697339", false);
    let all = json!({"order": "given", "migrations": [
        {"name": "V1__a", "sql": "\u{feff}create table a (id int primary key);\r\n"},
        {"name": "V1_1__edited", "sql": "select 1"},
        {"name": "V3__half", "sql": "create index concurrently c_on_b on b (id);"},
        {"name": "V10__last", "sql": "select 10"},
    ]})
    .to_string();
    assert_eq!(
        adopt_bundle(&mut app, "flyway", &all),
        "V1__a|applied\nV1_1__edited|edited\nV2__Code|applied\nR__v|applied\nV3__half|failed"
    );
    assert_eq!(
        notice(&mut app),
        "5 migrations adopted from public.flyway_schema_history of Flyway: 3 applied, 1 edited, 1 failed. \
         Not known: the texts of 2; the time zone of its times, read as UTC."
    );
    assert_eq!(
        app.status(&all),
        "V1__a|applied\nV1_1__edited|edited\nV3__half|failed\nV10__last|pending\nR__v|applied\nV2__Code|applied"
    );
    assert_eq!(
        app.lines("select applied_by, duration from migrate.history where name = 'V1__a'"),
        "flyway_user|00:00:00.012"
    );
}

#[test]
fn a_baseline_of_flyways_covers_what_is_up_to_it() {
    let (_db, mut app) = tool_db("adopt", FLYWAY);
    by_flyway(
        &mut app,
        "'2'",
        "BASELINE",
        "<< Flyway Baseline >>",
        "null",
        true,
    );
    by_flyway(&mut app, "'3'", "SQL", "V3__c.sql", "null", true);
    assert_eq!(
        adopt(&mut app, "flyway", ""),
        "flyway_baseline_2|baselined|Flyway's baseline, which stands for all up to it; its text is not known\nV3__c|applied|its text is not known"
    );
    let all = bundle(&[
        ("V1__a", "create table a ()"),
        ("V2__b", "create table b ()"),
        ("V3__c", "create table c ()"),
        ("V4__d", "create table d ()"),
    ]);
    assert_eq!(app.deploy(&all).unwrap().len(), 1);
    assert_eq!(
        app.status(&all),
        "V1__a|baselined\nV2__b|baselined\nV3__c|applied\nV4__d|applied\nflyway_baseline_2|baselined"
    );
}

#[test]
fn golang_migrate_knows_its_last_version() {
    let (_db, mut app) = tool_db("adopt", GOLANG);
    app.run("insert into schema_migrations values (2, false)");
    let all = json!({"order": "given", "migrations": [
        {"name": "000001_a", "sql": "select 1"}, {"name": "000002_b", "sql": "select 2"}, {"name": "000003_c", "sql": "create table c ()"}]})
    .to_string();
    let rows = adopt(&mut app, "golang-migrate", &format!(", '{all}'"));
    assert_eq!(
        rows,
        "000001_a|applied|comes before 2, the last that golang-migrate knows; when it ran is not known\n\
         000002_b|applied|the bundle's text is taken for it: golang-migrate has no checksum; when it ran is not known"
    );
    assert_eq!(app.deploy(&all).unwrap().len(), 1);
    assert_eq!(
        app.lines("select name from migrate.status()"),
        "000001_a\n000002_b\n000003_c"
    );
    // It goes on with the old tool for a while.
    app.run("update schema_migrations set version = 5");
    let more = bundle(&[
        ("000004_d", "select 4"),
        ("000005_e", "select 5"),
        ("000006_f", "select 6"),
    ]);
    assert_eq!(
        adopt_bundle(&mut app, "golang-migrate", &more),
        "000004_d|applied\n000005_e|applied"
    );
}

#[test]
fn golang_migrates_dirty_version_has_failed() {
    let (_db, mut app) = tool_db("adopt", GOLANG);
    app.run("insert into schema_migrations values (2, true)");
    let all = bundle(&[A, B, C]);
    assert_eq!(
        adopt_bundle(&mut app, "golang-migrate", &all),
        "1_a|applied\n2_b|failed"
    );
    assert!(app
        .deploy(&all)
        .unwrap_err()
        .message
        .contains("\"2_b\" failed half-way"));
    app.run("select migrate.resolve('2_b', 'applied')");
    assert_eq!(app.deploy(&all).unwrap().len(), 1);
}

#[test]
fn the_last_version_without_a_bundle_stands_for_all_before_it() {
    let (_db, mut app) = tool_db("adopt", GOLANG);
    app.run("insert into schema_migrations values (2, false)");
    assert_eq!(
        adopt(&mut app, "golang-migrate", ""),
        "2|applied|golang-migrate knows the last one only; its text is not known; when it ran is not known"
    );
    assert!(notice(&mut app).contains("Not known: its text; which were before the last one;"));
    let new = bundle(&[("20250101_new", "create table new ()")]);
    assert_eq!(app.deploy(&new).unwrap().len(), 1);
    // The old folder comes after all: nothing of it runs, and it goes before what was run here.
    let whole = json!({"order": "given", "migrations": [
        {"name": A.0, "sql": A.1}, {"name": B.0, "sql": B.1}, {"name": "20250101_new", "sql": "create table new ()"}]})
    .to_string();
    assert_eq!(app.deploy(&whole).unwrap(), []);
    assert_eq!(
        app.lines("select name from migrate.history"),
        "1_a\n2_b\n20250101_new"
    );
    assert_eq!(app.one("select to_regclass('a') is null"), "t");
}

#[test]
fn a_bundle_without_the_last_version_says_nothing() {
    let (_db, mut app) = tool_db("adopt", GOLANG);
    app.run("insert into schema_migrations values (5, false)");
    let call = format!(
        "select migrate.adopt('golang-migrate', '{}')",
        bundle(&[A, B])
    );
    let refused = app.error(&call);
    assert_eq!(
        (refused.code.as_str(), refused.message.as_str()),
        (
            "22023",
            "the bundle has no migration of the version \"5\", at which golang-migrate is"
        )
    );
    assert!(
        refused
            .hint
            .ends_with("SELECT * FROM migrate.adopt('golang-migrate')"),
        "{refused}"
    );
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
}

#[test]
fn alembics_heads_stand_for_all_before_them() {
    let (_db, mut app) = tool_db("adopt", ALEMBIC);
    app.run("insert into alembic_version values ('c3d4e5f6a7b8'), ('a1b2c3d4e5f6')");
    let all = json!({"order": "given", "migrations": [
        {"name": "a1b2c3d4e5f6_users", "sql": "select 1"},
        {"name": "b2c3d4e5f6a7_more", "sql": "select 2"},
        {"name": "2024-01-01_c3d4e5f6a7b8_branch", "sql": "select 3"},
        {"name": "d4e5f6a7b8c9_new", "sql": "create table d ()"}]})
    .to_string();
    assert_eq!(
        adopt_bundle(&mut app, "alembic", &all),
        "a1b2c3d4e5f6_users|applied\nb2c3d4e5f6a7_more|applied\n2024-01-01_c3d4e5f6a7b8_branch|applied"
    );
    assert_eq!(app.deploy(&all).unwrap().len(), 1);
    app.run("delete from alembic_version where version_num like 'a%'; update alembic_version set version_num = 'e5f6a7b8c9d0'");
    let other = app.error("select migrate.adopt('alembic', '[{\"name\":\"x\",\"sql\":\"\"}]')");
    assert_eq!(other.code, "22023");
}

#[test]
fn alembic_without_a_bundle_and_new_files_only() {
    let (_db, mut app) = tool_db("adopt", ALEMBIC);
    app.run("insert into alembic_version values ('a1b2c3d4e5f6')");
    adopt(&mut app, "alembic", "");
    assert_eq!(app.deploy(&bundle(&[A])).unwrap().len(), 1);
    assert_eq!(
        app.lines("select name, detail from migrate.status()"),
        "a1b2c3d4e5f6|adopted from Alembic, with all up to a1b2c3d4e5f6; its text is not known\n1_a|∅"
    );
}

#[test]
fn node_pg_migrates_names_are_its_files() {
    let (_db, mut app) = tool_db("adopt", NODE);
    app.run("insert into pgmigrations (name, run_on) values ('1704160000000_b', '2024-01-02'), ('1704160000001_a', '2024-01-01')");
    app.run("create schema other; set search_path = other; set timezone = 'Asia/Tokyo'");
    assert_eq!(
        app.lines("select name, applied_at from migrate.adopt('node-pg-migrate')"),
        "1704160000001_a|2024-01-01 00:00:00+09\n1704160000000_b|2024-01-02 00:00:00+09"
    );
    assert!(notice(&mut app).contains("the time zone of its times, read as Asia/Tokyo"));
    let all = bundle(&[
        ("1704160000000_b", "select 1"),
        ("1704160000001_a", "select 2"),
    ]);
    assert_eq!(app.deploy(&all).unwrap(), []);
}

#[test]
fn dbmates_versions_are_the_digits_as_they_are() {
    let (_db, mut app) = tool_db("adopt", DBMATE);
    app.run("insert into schema_migrations values ('20240101000000'), ('001')");
    let all = bundle(&[
        ("001-first", "select 1"),
        ("1_second", "create table second ()"),
        ("20240101000000_third", "select 3"),
    ]);
    assert_eq!(
        adopt_bundle(&mut app, "dbmate", &all),
        "001-first|applied\n20240101000000_third|applied"
    );
    assert_eq!(
        app.status(&all),
        "001-first|applied\n1_second|out_of_order\n20240101000000_third|applied"
    );
}
