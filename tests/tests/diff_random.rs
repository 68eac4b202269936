//! Random schemas: from any one to any other one and back, by the scripts of `migrate_core::diff`.

use migrate_core::diff::{self, Renames};
use migrate_core::schema::Schema;
use migrate_tests::pairs::{converged, run, run_each};
use migrate_tests::random::Generator;
use migrate_tests::rebuild::schema;
use migrate_tests::*;

#[test]
fn any_schema_leads_to_any_other_and_back() {
    let count = std::env::var("MIGRATE_SEEDS").map_or(25, |n| n.parse().expect("a number"));
    let seed = std::env::var("MIGRATE_SEED").map_or(1, |n| n.parse().expect("a number"));
    let cluster = Cluster::in_memory(&[]);
    let (origin, mut admin) = (cluster.db("origin"), cluster.admin());
    let mut failures = Vec::new();
    for n in seed..seed + count {
        let mut generator = Generator::new(n);
        let sides = [generator.schema(), generator.schema()];
        let [a, b] = [(); 2].map(|()| origin.twin(&mut admin));
        for (db, sql) in [&a, &b].into_iter().zip(&sides) {
            let made = db.connect().try_run(sql);
            made.unwrap_or_else(|error| panic!("seed {n}: {error}\n{sql}"));
        }
        if let Err(error) = there_and_back(&a, &b) {
            failures.push(format!(
                "seed {n}: {error}\nfrom:\n{}\nto:\n{}",
                sides[0], sides[1]
            ));
        }
        a.delete();
        b.delete();
    }
    let failed = failures.len();
    assert!(
        failed == 0,
        "{failed} of {count} fail:\n\n{}",
        failures.join("\n\n")
    );
}

fn there_and_back(a: &Db, b: &Db) -> Result<(), String> {
    let (first, second) = (schema(&a.live()), schema(&b.live()));
    let mut session = a.connect();
    for (goal, run) in [(&second, run as fn(&mut _, &_) -> _), (&first, run_each)] {
        let now = schema(&session.live());
        if !plan(&now, &now).steps.is_empty() {
            return Err("a schema differs from itself".into());
        }
        let script = plan(&now, goal).script();
        let ran = run(&mut session, &script);
        ran.and_then(|()| converged(&schema(&session.live()), goal))
            .map_err(|error| format!("{error}\nby:\n{script}"))?;
    }
    Ok(())
}

fn plan(from: &Schema, to: &Schema) -> diff::Plan {
    diff::plan(from, to, &Renames::none())
}
