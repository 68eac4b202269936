//! Hundreds of migrations like those of a real product leave what psql leaves when it runs the same files one by one.

use migrate_tests::long_history::{long_history, Style};
use migrate_tests::*;

type History = Vec<(String, String)>;

/// A database where psql ran the files, each in a session of its own.
fn by_psql(name: &str, history: &History) -> Db<'static> {
    let db = Db::bare(name);
    let folder = tempfile::tempdir().unwrap();
    for (name, sql) in history {
        let file = folder.path().join(format!("{name}.sql"));
        std::fs::write(&file, sql).unwrap();
        let mut psql = db.psql_command();
        psql.env("PGCLIENTENCODING", "UTF8")
            .args(["-q", "-v", "ON_ERROR_STOP=1", "-f"])
            .arg(&file);
        let output = Output::of(&mut psql, "");
        assert_eq!(output.code, 0, "{name}: {}", output.stderr);
    }
    db
}

/// All rows and sequences, as sorted lines: where a row lies in its table says nothing.
fn data(db: &Db) -> String {
    let dump = comparable(&db.dump(&["-a", "--inserts", "-N", "migrate"]));
    let mut lines: Vec<_> = dump.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

#[track_caller]
fn assert_same(ours: &str, reference: &str) {
    let only_in = |a: &str, b: &str| {
        let others: std::collections::HashSet<_> = b.lines().collect();
        let lines = a.lines().filter(|line| !others.contains(line));
        lines.take(20).collect::<Vec<_>>().join("\n")
    };
    assert!(
        ours == reference,
        "only here:\n{}\nonly by psql:\n{}",
        only_in(ours, reference),
        only_in(reference, ours)
    );
}

#[track_caller]
fn assert_same_database(ours: &Db, reference: &Db) {
    assert_same(&ours.schema(), &reference.schema());
    assert_same(&data(ours), &data(reference));
}

#[track_caller]
fn assert_all_applied(session: &mut Session, history: &History) {
    let texts = session.lines("select name from migrate.history order by name collate \"C\"");
    let names: Vec<_> = history.iter().map(|(name, _)| name.as_str()).collect();
    assert_same(&texts, &names.join("\n"));
    let wanted: Vec<_> = names.iter().map(|n| format!("{n}|applied")).collect();
    assert_same(&session.status(&bundle(history)), &wanted.join("\n"));
}

/// Everything that a migration could have left in the caller's session. (Settings of libraries appear as these are loaded.)
fn session_state(session: &mut Session) -> String {
    session.lines(
        "select name, setting from pg_settings where name !~ '[.]|^transaction_'
         union all select 'user', current_user || ' ' || session_user
         union all select 'temporary', relname from pg_class where relpersistence = 't'
         order by 1, 2",
    )
}

#[test]
fn rollout_takes_a_long_history_as_it_was_written() {
    let history = long_history(Style::AsWritten);
    let reference = by_psql("long_by_psql", &history);
    let db = Db::new("long_by_rollout");
    let mut app = db.connect();
    let before = session_state(&mut app);

    app.rollout(&bundle(&history)).unwrap();

    assert_same(&session_state(&mut app), &before);
    assert_same_database(&db, &reference);
    assert_all_applied(&mut app, &history);

    app.rollout(&bundle(&history)).unwrap();
    assert_eq!(app.deploy(&bundle(&history)).unwrap(), []);
    assert_same_database(&db, &reference);
}

#[test]
fn deploy_takes_a_long_history_in_one_transaction() {
    let history = long_history(Style::OneTransaction);
    let reference = by_psql("long_by_psql", &history);
    let db = Db::new("long_by_deploy");
    let mut app = db.connect();
    let before = session_state(&mut app);

    let applied = app.deploy(&bundle(&history)).unwrap();

    assert_eq!(applied.len(), history.len());
    assert_same(&session_state(&mut app), &before);
    assert_same_database(&db, &reference);
    assert_all_applied(&mut app, &history);

    assert_eq!(app.deploy(&bundle(&history)).unwrap(), []);
    assert_same_database(&db, &reference);
}

#[test]
fn deploy_refuses_a_history_that_needs_commits_before_it_runs_anything() {
    let history = long_history(Style::AsWritten);
    let db = Db::new("long_refused");

    let error = db.connect().deploy(&bundle(&history)).unwrap_err();

    let end = "pending migrations cannot be deployed in one transaction";
    assert!(error.message.ends_with(end), "{error}");
    assert!(error.hint.contains("CALL migrate.rollout("), "{error}");
    assert_same_database(&db, &Db::bare("long_refused_nothing"));
}

#[test]
fn the_long_history_is_the_same_every_time() {
    for style in [Style::AsWritten, Style::OneTransaction] {
        let history = long_history(style);
        assert_eq!(history, long_history(style));
        assert!(history.len() >= 400);
        assert!(history.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
