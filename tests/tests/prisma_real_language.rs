//! The schema language against Prisma's own tools: what is accepted, and what `pull` writes.

use migrate_core::prisma::psl;
use migrate_tests::prisma::{cases, file, own, Case, NAMESPACE};
use migrate_tests::prisma_real::{Files, Prisma};
use migrate_tests::*;

const OWN: [&str; 6] = [
    "types",
    "defaults",
    "relations",
    "names",
    "schemas",
    "unspoken",
];

/// The texts with one change each: a line less, a line twice, a word less, a word in place of the next.
fn changed(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let with = |at: usize, line: &[&str]| {
        let all = [&lines[..at], line, &lines[at + 1..]].concat();
        all.join("\n") + "\n"
    };
    let mut texts = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, l)| !l.is_empty()) {
        texts.extend([with(at, &[]), with(at, &[line, line])]);
        let words: Vec<&str> = line.split_whitespace().collect();
        for i in 0..words.len() {
            let less = [&words[..i], &words[i + 1..]].concat().join(" ");
            let mut twice = words.clone();
            twice[i] = words[(i + 1) % words.len()];
            texts.extend([with(at, &[&less]), with(at, &[&twice.join(" ")])]);
        }
    }
    texts
}

#[test]
fn schemas_are_accepted_and_refused_as_by_prisma() {
    let Some(mut prisma) = Prisma::of(&Db::bare("language")) else {
        return;
    };
    let mut different = Vec::new();
    let mut seen = [0, 0];
    for name in OWN {
        let text = own(name, "prisma");
        for text in [text.clone()].into_iter().chain(changed(&text)) {
            let files = vec![file(&text)];
            let ours = psl::read(&files, NAMESPACE)
                .map(drop)
                .map_err(|e| e.to_string());
            let theirs = prisma.validate(&files).map_err(|e| e.message);
            seen[usize::from(theirs.is_ok())] += 1;
            if ours.is_ok() != theirs.is_ok() {
                different.push(format!(
                    "{text}\n-- ours\n{ours:?}\n-- Prisma's\n{theirs:?}\n"
                ));
            }
        }
    }
    println!("{} refused, {} accepted", seen[0], seen[1]);
    assert!(seen[0] > 500 && seen[1] > 500);
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// That Prisma accepts a file that pull wrote, and its formatter leaves it alone.
#[track_caller]
fn check(prisma: &mut Prisma, what: &str, text: &str) {
    let files: Files = vec![file(text)];
    if let Err(error) = prisma.validate(&files) {
        panic!("{what}: {}\n{text}", error.message);
    }
    assert_eq!(text, prisma.format(&files)[0].1, "{what}");
}

fn pull_call(previous: &str) -> String {
    format!("migrate.pull('prisma', previous => $p${previous}$p$)")
}

#[test]
fn what_pull_writes_is_valid_and_laid_out_as_prisma_lays_it_out() {
    for name in OWN {
        let case = Case::own(name);
        let Some((db, mut app)) = database(name, &case.sql) else {
            continue;
        };
        let Some(mut prisma) = Prisma::of(&db) else {
            return;
        };
        for call in ["migrate.pull()", &pull_call(&case.schema)] {
            let text = app.one(&format!("select {call}"));
            check(&mut prisma, name, &text);
        }
    }
}

/// What both projects begin with.
const BEFORE: &str = "generator client {\n  provider        = \"prisma-client\"\n  previewFeatures = [\"partialIndexes\"]\n}\n\ndatasource db {\n  provider = \"postgresql\"\n}\n";

/// Fields that docs/prisma.md names: lists whose defaults Prisma does not understand, or writes wrongly; a relation between
/// schemas, which it names by the wrong side.
const BETTER: [&str; 6] = ["smalls", "bigints", "floats", "moods", "Order", "User"];

/// The lines that both should have, without the spaces that align fields.
fn lines(text: &str) -> Vec<Vec<&str>> {
    let words = text.lines().map(|line| line.split_whitespace().collect());
    let is_the_same = |words: &Vec<&str>| !words.first().is_some_and(|name| BETTER.contains(name));
    words.filter(is_the_same).collect()
}

/// A database of this, or nothing where the server lacks an extension or type for it.
fn database(name: &str, sql: &str) -> Option<(Db<'static>, Session)> {
    let db = Db::new("pulled");
    let mut app = db.connect();
    match app.try_run(sql) {
        Ok(()) => Some((db, app)),
        Err(error) => {
            assert_eq!(error.code, "0A000", "{name}: {error}");
            println!("skipped: {name}: {error}");
            None
        }
    }
}

/// Besides the own ones those of `prisma_introspect.json` in the folder MIGRATE_CASES.
#[test]
fn databases_are_pulled_as_by_prisma() {
    let recorded = cases("prisma_introspect.json").into_iter().map(|case| {
        let of = |key: &str| case[key].as_str().unwrap().to_owned();
        (of("name"), of("sql"))
    });
    // What is unspoken is told in other ways on purpose.
    let own = OWN[..5]
        .iter()
        .map(|name| ((*name).to_owned(), own(name, "sql")));
    for (name, sql) in own.chain(recorded) {
        let Some((db, mut app)) = database(&name, &sql) else {
            continue;
        };
        let Some(mut prisma) = Prisma::of(&db) else {
            return;
        };
        prisma.set_schema(BEFORE);
        let theirs = prisma.pull(&[]).unwrap();
        let ours = app.one(&format!("select {}", pull_call(BEFORE)));
        assert_eq!(lines(&ours), lines(&theirs), "{name}");
        check(&mut prisma, &name, &ours);
    }
}

#[test]
fn what_pull_writes_of_several_schemas_is_as_prismas() {
    let Some((db, mut app)) = database("schemas", &own("schemas", "sql")) else {
        return;
    };
    let Some(mut prisma) = Prisma::of(&db) else {
        return;
    };
    let before = BEFORE.replace(
        "  provider = \"postgresql\"\n",
        "  provider = \"postgresql\"\n  schemas  = [\"public\", \"Stock\", \"trade\"]\n",
    );
    prisma.set_schema(&before);
    let theirs = prisma.pull(&["public", "Stock", "trade"]).unwrap();
    let ours = app.one(&format!("select {}", pull_call(&before)));
    assert_eq!(lines(&ours), lines(&theirs));
    check(&mut prisma, "schemas", &ours);
}

#[test]
fn what_pull_writes_of_a_rich_database_is_valid() {
    let cluster = Cluster::with(&[("wal_level", "logical")]);
    let db = rich::rich(&cluster, &[]);
    let Some(mut prisma) = Prisma::of(&db) else {
        return;
    };
    let mut app = db.connect_as("postgres");
    let all = "select array_agg(nspname) from pg_namespace where nspname !~ '^(pg_|information_schema$|migrate$)'";
    for schemas in ["NULL".to_owned(), format!("({all})")] {
        let text = app.one(&format!(
            "select migrate.pull(schemas => {schemas}::text[])"
        ));
        check(&mut prisma, &schemas, &text);
    }
}
