//! Applying 200 migrations: `migrate.deploy` against `psql -1 -f` of the same statements.

use crate::server::{fresh, full, history, psql};
use crate::{median, report};
use std::path::Path;
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;

pub fn run() -> bool {
    let migrations = history(200);
    let folder = std::env::temp_dir().join(format!("migrate-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("folder");
    let (plain, deploy) = (folder.join("plain.sql"), folder.join("deploy.sql"));
    let all: String = migrations.iter().map(|(_, sql)| sql.as_str()).collect();
    std::fs::write(&plain, all).expect("write");
    let call = format!(
        "SELECT count(*) FROM migrate.deploy($bundle${}$bundle$);\n",
        full(&migrations)
    );
    std::fs::write(&deploy, call).expect("write");

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Alternately first, so that neither always meets the colder server.
        if round % 2 == 0 {
            theirs.push(file(&plain, true));
            ours.push(file(&deploy, false));
        } else {
            ours.push(file(&deploy, false));
            theirs.push(file(&plain, true));
        }
    }
    std::fs::remove_dir_all(&folder).expect("clean");
    let (ours, theirs) = (median(ours), median(theirs));
    report(
        "deploy of 200 migrations, against psql -1 -f",
        ours,
        theirs,
        ours / theirs,
        1.10,
    )
}

fn file(path: &Path, single: bool) -> Duration {
    drop(fresh("bench_apply"));
    let mut command = psql("bench_apply");
    if single {
        command.arg("-1");
    }
    command.arg("-f").arg(path);
    let begun = Instant::now();
    let output = command.output().expect("psql");
    let took = begun.elapsed();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    took
}
