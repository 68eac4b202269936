//! One history in two hands: whatever `migrate` does, the real Prisma finds it up to date, and the other way round.

use migrate_tests::models::{schema_of, value, FIRST, SECOND};
use migrate_tests::prisma_real::{datamodel, empty, Prisma};
use migrate_tests::*;

type Folder = Vec<(String, String)>;

/// A database that both work on; the last of the models is its project's `schema.prisma`.
struct Shop {
    db: Db<'static>,
    app: Session,
    prisma: Prisma,
}

impl Shop {
    fn new(models: &str) -> Option<Shop> {
        let db = Db::owned("shop");
        let mut admin = db.cluster().admin();
        admin.run(&format!("alter role {} createdb", db.owner()));
        let mut prisma = Prisma::of(&db)?;
        prisma.set_schema(&schema_of(models));
        let app = db.connect();
        Some(Shop { db, app, prisma })
    }

    /// The folder of a project that Prisma made, not applied yet.
    fn folder(&mut self) -> Folder {
        let mut script = |from, models: &str| {
            self.prisma
                .script(from, datamodel(&schema_of(models)))
                .unwrap()
        };
        let first = script(empty(), FIRST);
        let second = script(datamodel(&schema_of(FIRST)), SECOND);
        vec![
            ("20250101000000_first".into(), first),
            ("20250102000000_second".into(), second),
        ]
    }

    /// That both find everything applied and nothing else in the database, and have nothing to do.
    #[track_caller]
    fn agree(&mut self, folder: &[(String, String)]) {
        let found = self.prisma.diagnose(folder).unwrap();
        let up_to_date = json!({
            "editedMigrationNames": [], "failedMigrationNames": [], "hasMigrationsTable": true, "history": null
        });
        assert_eq!(found, up_to_date);
        assert_eq!(self.prisma.reason_to_reset(folder), Ok(None));
        assert_eq!(self.prisma.deploy(folder), Ok(vec![]));
        let ours = bundle(folder);
        let status = self.app.status(&ours);
        let done = |line: &&str| line.ends_with("|applied") || line.ends_with("|baselined");
        assert_eq!(
            status.lines().filter(done).count(),
            folder.len(),
            "{status}"
        );
        assert_eq!(status.lines().count(), folder.len(), "{status}");
        assert_eq!(self.app.deploy(&ours), Ok(vec![]));
        assert_eq!(self.app.lines("select * from migrate.drift()"), "");
        assert_eq!(
            self.app
                .lines(&format!("select * from migrate.verify($b${ours}$b$)")),
            ""
        );
    }

    /// The outcomes of our `dev`.
    fn dev(&mut self, label: &str, models: &str, folder: &[(String, String)]) -> Vec<Vec<String>> {
        let folder = bundle(folder);
        self.app.rows(&format!(
            "select outcome, name, sql from migrate.dev('{label}', {}, $b${folder}$b$)",
            value(models)
        ))
    }
}

fn with(folder: &Folder, name: &str, sql: &str) -> Folder {
    let mut longer = folder.clone();
    longer.push((name.into(), sql.into()));
    longer
}

const BROKEN: &str = "create table half (id int);\nvacuum half;\nselect nope;\n";
const WHOLE: &str = "alter table \"U\" add column more int;\n";
const THIRD: &str = "20250103000000_third";

#[test]
fn what_we_deploy_is_up_to_date_for_prisma() {
    for first_half_by_prisma in [false, true] {
        let Some(mut shop) = Shop::new(SECOND) else {
            return;
        };
        let folder = shop.folder();
        match first_half_by_prisma {
            true => assert_eq!(
                shop.prisma.deploy(&folder[..1]),
                Ok(vec![folder[0].0.clone()])
            ),
            false => shop.app.run("select migrate.keep_prisma_history()"),
        }
        shop.app.deploy(&bundle(&folder)).unwrap();
        shop.agree(&folder);
        let longer = with(&folder, THIRD, WHOLE);
        shop.app.rollout(&bundle(&longer)).unwrap();
        shop.agree(&longer);
    }
}

#[test]
fn what_prisma_deploys_is_up_to_date_for_us() {
    let Some(mut shop) = Shop::new(SECOND) else {
        return;
    };
    let folder = shop.folder();
    assert_eq!(shop.prisma.deploy(&folder).unwrap().len(), 2);
    shop.agree(&folder);
    let longer = with(&folder, THIRD, WHOLE);
    assert_eq!(
        shop.app.status(&bundle(&longer)).lines().last(),
        Some("20250103000000_third|pending")
    );
    assert_eq!(shop.prisma.deploy(&longer), Ok(vec![THIRD.into()]));
    shop.agree(&longer);
}

#[test]
fn a_migration_that_failed_for_prisma_is_resolved_by_us() {
    let Some(mut shop) = Shop::new(SECOND) else {
        return;
    };
    let folder = shop.folder();
    let broken = with(&folder, THIRD, "select nope;\n");
    let failure = shop.prisma.deploy(&broken).unwrap_err();
    assert!(failure.message.contains("nope"), "{failure:?}");
    let status = shop.app.status(&bundle(&broken));
    assert_eq!(status.lines().last(), Some("20250103000000_third|failed"));
    for error in [
        shop.app.deploy(&bundle(&broken)).unwrap_err(),
        shop.app.rollout(&bundle(&broken)).unwrap_err(),
    ] {
        assert!(error.message.contains("P3009"), "{error}");
    }
    shop.app
        .run(&format!("select migrate.resolve('{THIRD}', 'rolled_back')"));
    let right = with(&folder, THIRD, WHOLE);
    assert_eq!(shop.prisma.deploy(&right), Ok(vec![THIRD.into()]));
    shop.agree(&right);
}

#[test]
fn a_migration_that_failed_for_us_is_resolved_by_prisma() {
    for applied in [false, true] {
        let Some(mut shop) = Shop::new(SECOND) else {
            return;
        };
        let folder = shop.folder();
        shop.prisma.deploy(&folder).unwrap();
        let broken = with(&folder, THIRD, BROKEN);
        shop.app.rollout(&bundle(&broken)).unwrap_err();
        let found = shop.prisma.diagnose(&broken).unwrap();
        assert_eq!(found["failedMigrationNames"], json!([THIRD]));
        assert_eq!(shop.prisma.deploy(&broken).unwrap_err().code, "P3009");
        shop.app.run("drop table half");
        let right = with(&folder, THIRD, WHOLE);
        if applied {
            shop.app.run(WHOLE);
            shop.prisma.resolve_applied(THIRD, &right).unwrap();
        } else {
            shop.prisma.resolve_rolled_back(THIRD).unwrap();
            shop.app.rollout(&bundle(&right)).unwrap();
        }
        shop.agree(&right);
    }
}

#[test]
fn what_is_edited_for_one_is_edited_for_the_other() {
    let Some(mut shop) = Shop::new(SECOND) else {
        return;
    };
    let folder = shop.folder();
    shop.prisma.deploy(&folder[..1]).unwrap();
    shop.app.deploy(&bundle(&folder)).unwrap();
    let changed = |change: fn(&str) -> String| -> Folder {
        let change = |(name, sql): &(String, String)| (name.clone(), change(sql));
        folder.iter().map(change).collect()
    };
    shop.agree(&changed(|sql| sql.replace('\n', "\r\n")));
    for edited in [
        changed(|sql| sql.trim_end().into()),
        changed(|sql| format!("-- more\n{sql}")),
    ] {
        let found = shop.prisma.diagnose(&edited).unwrap();
        let names: Vec<&str> = folder.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(found["editedMigrationNames"], json!(names));
        let status = shop.app.status(&bundle(&edited));
        assert!(
            status.lines().all(|line| line.ends_with("|edited")),
            "{status}"
        );
        assert!(shop.prisma.reason_to_reset(&edited).unwrap().is_some());
    }
}

#[test]
fn a_next_migration_is_the_same_by_both() {
    let Some(mut shop) = Shop::new(SECOND) else {
        return;
    };
    let folder = shop.folder()[..1].to_vec();
    shop.prisma.deploy(&folder).unwrap();
    let (_, theirs) = shop.prisma.next("second", &folder).unwrap();
    let ours = shop.dev("second", SECOND, &folder);
    assert_eq!(ours.len(), 1);
    assert_eq!([&ours[0][0], &ours[0][2]], ["applied", &theirs]);
    shop.agree(&with(&folder, &ours[0][1], &ours[0][2]));
}

#[test]
fn dev_goes_on_from_prismas_migrations_and_prisma_from_ours() {
    let Some(mut shop) = Shop::new(SECOND) else {
        return;
    };
    let mut folder = shop.folder();
    shop.prisma.deploy(&folder[..1]).unwrap();
    let third = format!("{SECOND}\nmodel P {{\n id Int @id\n}}");
    // What is pending comes first.
    let rows = shop.dev("third", &third, &folder);
    let outcomes: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(outcomes, ["applied", "applied"]);
    folder.push((rows[1][1].clone(), rows[1][2].clone()));
    shop.agree(&folder);
    let fourth = format!("{third}\nmodel Q {{\n id Int @id\n}}");
    shop.prisma.set_schema(&schema_of(&fourth));
    let (name, sql) = shop.prisma.next("fourth", &folder).unwrap();
    // Both name by the second.
    folder.push((name.replace("_fourth", "_z_fourth"), sql));
    assert_eq!(shop.prisma.deploy(&folder).unwrap().len(), 1);
    shop.agree(&folder);
    let rows = shop.dev("nothing", &fourth, &folder);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0][0], "in_sync");
}

#[test]
fn drift_is_drift_for_both_and_ends_for_both() {
    let Some(mut shop) = Shop::new(SECOND) else {
        return;
    };
    let folder = shop.folder();
    shop.prisma.deploy(&folder).unwrap();
    shop.agree(&folder);
    shop.app.run("alter table \"U\" add column stray int");
    let reason = shop.prisma.reason_to_reset(&folder).unwrap().unwrap();
    assert!(reason.contains("[+] Added column `stray`"), "{reason}");
    assert!(shop.app.has_drifted());
    let rows = shop.dev("more", SECOND, &folder);
    assert_eq!(rows[0][0], "drifted");
    shop.app
        .run(&format!("select migrate.adopt_drift('{THIRD}')"));
    let sql = shop.app.one(&format!(
        "select sql from migrate.history where name = '{THIRD}'"
    ));
    shop.agree(&with(&folder, THIRD, &sql));
}

#[test]
fn baseline_resolve_and_reset_leave_a_history_that_prisma_goes_on_from() {
    let Some(mut shop) = Shop::new(SECOND) else {
        return;
    };
    let folder = shop.folder();
    for (_, sql) in &folder {
        shop.app.run(sql);
    }
    assert_eq!(shop.prisma.deploy(&folder).unwrap_err().code, "P3005");
    shop.app.run("select migrate.keep_prisma_history()");
    let first = bundle(&folder[..1]);
    shop.app
        .run(&format!("select migrate.baseline($b${first}$b$)"));
    let both = bundle(&folder);
    let name = &folder[1].0;
    shop.app.run(&format!(
        "select migrate.resolve('{name}', 'applied', $b${both}$b$)"
    ));
    shop.agree(&folder);
    let database = shop.db.name().to_owned();
    shop.app.run(&format!(
        "select migrate.reset($b${first}$b$, confirm => '{database}')"
    ));
    shop.agree(&folder[..1]);
    assert_eq!(shop.prisma.deploy(&folder), Ok(vec![name.clone()]));
    shop.agree(&folder);
}

/// As after Prisma's own way to squash, the rows of the old ones are still there, which its CLI does not mind.
#[test]
fn a_squashed_migration_is_applied_for_prisma() {
    let Some(mut shop) = Shop::new(SECOND) else {
        return;
    };
    let folder = shop.folder();
    shop.prisma.deploy(&folder).unwrap();
    let squash = "select json_agg(s), min(name), min(sql) from migrate.squash($1::text) s";
    let row = shop.app.query_one(squash, &[&bundle(&folder)]).unwrap();
    let (squashed, name, sql): (Value, String, String) = (row.get(0), row.get(1), row.get(2));
    shop.app.deploy(&squashed.to_string()).unwrap();
    let new = with(&vec![(name, sql)], "20250103000000_third", WHOLE);
    assert_eq!(shop.prisma.deploy(&new), Ok(vec![THIRD.into()]));
    let found = shop.prisma.diagnose(&new).unwrap();
    assert_eq!(found["editedMigrationNames"], json!([]));
    assert_eq!(
        found["history"],
        json!({
            "diagnostic": "migrationsDirectoryIsBehind",
            "unpersistedMigrationNames": [folder[0].0, folder[1].0]
        })
    );
    // A database that never had the old ones.
    let Some(mut fresh) = Shop::new(SECOND) else {
        return;
    };
    fresh.app.run("select migrate.keep_prisma_history()");
    fresh.app.deploy(&bundle(&new)).unwrap();
    fresh.agree(&new);
}
