//! ALTER EXTENSION migrate UPDATE, with a second version that exists in this test only.

use migrate_tests::*;
use std::path::{Path, PathBuf};
use std::process::Command;

const FIRST: (&str, &str) = ("1_a", "create table a (id int)");
const ONLINE: (&str, &str) = ("2_b", "create index concurrently a_id on a (id)");
const LATER: (&str, &str) = ("3_c", "create table c (id int)");

/// A copy of the PostgreSQL tree under test whose extension has an update to 0.1.1, so that the tree itself stays as it is.
fn tree_with_an_update(into: &Path) -> PathBuf {
    let bin = PathBuf::from(std::env::var("MIGRATE_PG_BIN").unwrap());
    let root = bin
        .ancestors()
        .find(|dir| dir.join("origin").exists())
        .expect("a tree of scripts/pgtree.sh");
    let copy = into.join("tree");
    let copied = Command::new("cp")
        .arg("-a")
        .args([root, &copy])
        .status()
        .unwrap();
    assert!(copied.success());
    let open = Command::new("chmod")
        .args(["755"])
        .arg(into)
        .status()
        .unwrap();
    assert!(open.success());
    let bin = copy.join(bin.strip_prefix(root).unwrap());
    let share = Output::of(Command::new(bin.join("pg_config")).arg("--sharedir"), "").ok();
    let folder = Path::new(share.trim()).join("extension");
    assert!(folder.starts_with(into), "{folder:?}");
    std::fs::write(folder.join("migrate--0.1.0--0.1.1.sql"), UPDATE).unwrap();
    let control = folder.join("migrate.control");
    let text = std::fs::read_to_string(&control).unwrap();
    assert!(text.contains("default_version = '0.1.0'"), "{text}");
    std::fs::write(
        control,
        text.replace("default_version = '0.1.0'", "default_version = '0.1.1'"),
    )
    .unwrap();
    bin
}

const UPDATE: &str = r"
ALTER TABLE migrate.migrations ADD COLUMN note text DEFAULT 'from before';
CREATE FUNCTION migrate.version() RETURNS text LANGUAGE sql AS $$ SELECT '0.1.1' $$;
REVOKE ALL ON FUNCTION migrate.version() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION migrate.version() TO @extowner@ WITH GRANT OPTION;
";

/// One test in this file: the server's programs are chosen for the whole process.
#[test]
fn an_update_keeps_the_history_and_deploying_goes_on() {
    let temporary = tempfile::tempdir().unwrap();
    std::env::set_var("MIGRATE_PG_BIN", tree_with_an_update(temporary.path()));
    let cluster = Cluster::with(&[]);
    for owned in [false, true] {
        let db = Db::bare_on(&cluster, "upgrade");
        let owner = if owned {
            db.role("owner")
        } else {
            "postgres".to_owned()
        };
        let mut admin = db.connect();
        admin.run(&format!(
            "alter database {} owner to {owner}; alter schema public owner to {owner}",
            db.name()
        ));
        let mut app = db.connect_as(&owner);
        app.run("create extension migrate version '0.1.0'");
        let version = "select extversion from pg_extension where extname = 'migrate'";
        assert_eq!(app.one(version), "0.1.0");
        app.deploy(&bundle(&[FIRST])).unwrap();
        let role = db.role("deployer");
        app.run(&format!(
            "select migrate.grant_deploy('{role}'); grant create on schema public to {role}"
        ));
        let mut open = db.connect_as(&role);
        assert_eq!(open.deploy(&bundle(&[FIRST])).unwrap(), []);
        let everything = "select * from migrate.history";
        let before = app.lines(everything);

        app.run("alter extension migrate update");
        assert_eq!(app.one(version), "0.1.1");
        assert_eq!(app.one("select migrate.version()"), "0.1.1");
        assert_eq!(app.lines(everything), before);
        assert_eq!(
            app.lines("select name, note from migrate.migrations"),
            "1_a|from before"
        );
        // sessions that were open before, and those that come after
        assert_eq!(open.deploy(&bundle(&[FIRST, LATER])).unwrap().len(), 1);
        app.rollout_with(&bundle(&[FIRST, ONLINE]), "allow_missing => true")
            .unwrap();
        let all = bundle(&[FIRST, ONLINE, LATER]);
        assert_eq!(db.connect_as(&role).deploy(&all).unwrap(), []);
        assert_eq!(app.status(&all), "1_a|applied\n2_b|applied\n3_c|applied");
        assert_eq!(app.error("drop extension migrate").code, "2BP01");
        assert_eq!(
            app.error("alter extension migrate update to '0.9.9'").code,
            "22023"
        );

        if owned {
            continue;
        }
        let again = Db::bare_on(&cluster, "upgrade");
        again.restore(&db.dump(&[]));
        let mut copy = again.connect();
        assert_eq!(copy.one(version), "0.1.1");
        assert_eq!(copy.status(&all), "1_a|applied\n2_b|applied\n3_c|applied");
    }
}
