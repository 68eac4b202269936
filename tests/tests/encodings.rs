//! Databases and clients of other encodings than UTF-8.

use migrate_tests::*;

/// A session in a new database of another encoding, with the extension.
fn encoded(db: &Db, encoding: &str) -> Session {
    let name = format!("{}_encoded", db.name());
    let mut admin = db.cluster().admin();
    admin.run(&format!(
        "create database {name} template template0 encoding '{encoding}' lc_collate 'C' lc_ctype 'C'"
    ));
    let mut app = db.cluster().connect(&name, "postgres");
    app.run("create extension migrate");
    app
}

#[test]
fn a_latin1_database_takes_text_beyond_ascii() {
    let db = Db::bare("text");
    let mut app = encoded(&db, "LATIN1");
    let sql = "create table café (\"naïve\" text default 'è'); -- ù\r\ninsert into café values ('é; ü'), (default)";
    let list = bundle(&[("1_é", sql), ("2_b", "select 'ö'")]);
    let rows = app.deploy(&list).unwrap();
    assert_eq!((rows[0].name.as_str(), rows[0].statements), ("1_é", 2));
    assert_eq!(
        app.one("select string_agg(\"naïve\", ' ') from café"),
        "é; ü è"
    );
    assert_eq!(app.status(&list), "1_é|applied\n2_b|applied");
    let stored = app.query_one(
        "select sql, checksum from migrate.history where name = '1_é'",
        &[],
    );
    let stored = stored.unwrap();
    assert_eq!(stored.get::<_, &str>(0), sql);
    // The checksum is that of the UTF-8 file, whatever the database's encoding.
    let sum = db.connect().query_one(
        "select encode(sha256(convert_to($1, 'UTF8')), 'hex')",
        &[&sql],
    );
    assert_eq!(stored.get::<_, &str>(1), sum.unwrap().get::<_, &str>(0));

    let more = |sql: &str| bundle(&[("3_c", sql)]);
    let error = app
        .deploy_with(
            &more("select 'éé';\nselect 'ééé', nöpe, 'é'"),
            "allow_missing => true",
        )
        .unwrap_err();
    assert_eq!(
        error.message,
        "migration \"3_c\" failed at statement 2, line 2, column 15: column \"nöpe\" does not exist"
    );
    assert!(
        error
            .context
            .ends_with("\n    2 | select 'ééé', nöpe, 'é'\n      |               ^"),
        "{error}"
    );
    assert_eq!(
        app.one("select message from migrate.attempts"),
        "column \"nöpe\" does not exist"
    );
    app.rollout_with(
        &more("vacuum; create table \"ÿ\" (); select 'é'"),
        "allow_missing => true",
    )
    .unwrap();
    assert_eq!(app.one("select to_regclass('\"ÿ\"')"), "\"ÿ\"");
    let error = app.deploy(&bundle(&[("4", "select '€'")])).unwrap_err();
    assert_eq!(error.code, "22P05");
}

#[test]
fn text_that_is_not_utf8_is_refused_in_a_sql_ascii_database() {
    let db = Db::bare("text");
    let mut app = encoded(&db, "SQL_ASCII");
    let error = app.error(
        "select * from migrate.deploy(E'[{\"name\":\"1_a\",\\n\"sql\":\"select ''\\xe9''\"}]')",
    );
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "22021",
            "the argument is not valid UTF-8 at byte 32 (line 2)"
        )
    );
    assert_eq!(
        error.hint,
        "Set client_encoding to the encoding that the text is really in."
    );
    assert_eq!(
        app.deploy(&bundle(&[("1_a", "select 'é'")])).unwrap().len(),
        1
    );
    // The server counts bytes here, people do not.
    let error = app
        .deploy_with(
            &bundle(&[("2_b", "select 'é', nope")]),
            "allow_missing => true",
        )
        .unwrap_err();
    assert_eq!(
        error.message,
        "migration \"2_b\" failed at statement 1, line 1, column 13: column \"nope\" does not exist"
    );
}

#[test]
fn a_client_must_say_which_encoding_it_sends() {
    let db = Db::new("text");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"select name from migrate.deploy('[{\"name\":\"1_\xe9\",\"sql\":\"create table \xe9 ()\"}]')").unwrap();
    let psql = |encoding: &str| {
        let mut command = db.psql_command();
        command
            .env("PGCLIENTENCODING", encoding)
            .args(["-qAt", "-f"])
            .arg(file.path());
        Output::of(&mut command, "")
    };
    let wrong = psql("UTF8");
    assert!(
        wrong
            .stderr
            .contains("invalid byte sequence for encoding \"UTF8\": 0xe9 0x22 0x2c"),
        "{}",
        wrong.stderr
    );
    psql("LATIN1").ok();
    assert_eq!(
        db.connect()
            .lines("select name, to_regclass('é') from migrate.history"),
        "1_é|\"é\""
    );
}

#[test]
fn a_japanese_database_counts_characters_too() {
    let db = Db::bare("text");
    let mut app = encoded(&db, "EUC_JP");
    let sql = "create table \"表\" (\"列\" text default '日本'); -- 終\ninsert into \"表\" values (default)";
    assert_eq!(
        app.deploy(&bundle(&[("1_日本", sql)])).unwrap()[0].statements,
        2
    );
    assert_eq!(app.one("select \"列\" from \"表\""), "日本");
    for way in ["", "vacuum; "] {
        let sql = format!("{way}select '日本';\nselect '日本語', 無, '終'");
        let list = bundle(&[("2_b", sql)]);
        let error = match way {
            "" => app.deploy_with(&list, "allow_missing => true").map(drop),
            _ => app.rollout_with(&list, "allow_missing => true"),
        };
        let error = error.unwrap_err();
        assert!(
            error
                .message
                .ends_with(", line 2, column 15: column \"無\" does not exist"),
            "{error}"
        );
        assert!(
            error
                .context
                .ends_with("\n    2 | select '日本語', 無, '終'\n      |               ^"),
            "{error}"
        );
    }
}
