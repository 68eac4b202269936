//! The scripts that a project uses with psql alone: `bundle.sh`, `dev.sh` and `dev.psql`.

use migrate_tests::models::schema_of;
use migrate_tests::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn script(name: &str) -> PathBuf {
    repository().join("scripts").join(name)
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// What bundle.sh says of a folder.
fn bundled(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new("sh");
    command.arg(script("bundle.sh")).args(arguments).arg(folder);
    Output::of(&mut command, "")
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// A project with its own database; the folder's name is one that needs quotes.
struct Project {
    db: Db<'static>,
    folder: tempfile::TempDir,
}

impl Project {
    fn new(name: &str) -> Self {
        Project {
            db: Db::new(name),
            folder: tempfile::Builder::new()
                .prefix("it's \"a\" $folder ")
                .tempdir()
                .unwrap(),
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn schema(&self, models: &str) {
        write(&self.path("prisma/schema.prisma"), &schema_of(models));
    }

    fn dev(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(script("dev.sh"));
        Output::of(command.args(arguments), "")
    }

    fn command(&self, program: PathBuf) -> Command {
        let mut command = self.db.command(program);
        command
            .env("PSQL", self.db.psql_command().get_program())
            .current_dir(self.folder.path());
        command
    }

    /// The names of the migrations' folders without their times, and the texts.
    fn migrations(&self) -> Vec<(String, String)> {
        let folder = self.path("prisma/migrations");
        let list = json_of(&bundle_of_folder(&folder));
        let of = |m: &Value| {
            let text = |key: &str| m[key].as_str().unwrap().to_owned();
            (text("name")[14..].to_owned(), text("sql"))
        };
        list.as_array().unwrap().iter().map(of).collect()
    }
}

const FIRST: &str =
    "model U {\n  id   Int    @id\n  name String @default(\"it's :x \\\\ $$ ü\")\n}";

#[test]
fn a_bundle_keeps_every_byte() {
    let folder = tempfile::tempdir().unwrap();
    for (name, sql) in [
        ("1_plain", "select 1;\n"),
        ("2_crlf", "select 1;\r\nselect 2;\r\n"),
        ("3_it's \"quoted\"", "select '\\', \"a\", '\t\u{1}ü€😀'"),
        ("4_empty", ""),
        ("5_bom", "\u{feff}select 1\n\n\n"),
    ] {
        write(&folder.path().join(name).join("migration.sql"), sql);
    }
    let printed = bundled(&[], folder.path()).ok();
    let expected = bundle_of_folder(folder.path());
    assert_eq!(json_of(&printed), json_of(&expected));
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(json_of(&bundled(&[], empty.path()).ok()), json!([]));
}

#[test]
fn a_seed_goes_along_and_a_reset_runs_it() {
    let project = Project::new("scripts_seed");
    let folder = project.path("prisma/migrations");
    write(
        &folder.join("1_a/migration.sql"),
        "create table t (a text);\n",
    );
    write(
        &folder.join("migration_lock.toml"),
        "provider = \"postgresql\"\n",
    );
    let seed = "insert into t values ('it''s \"the\" seed\\');\n";
    write(&project.path("prisma/seed.sql"), seed);
    let other = project.path("other.sql");
    write(&other, "insert into t values ('other')");
    let bundle = bundled(&[], &folder).ok();
    assert_eq!(json_of(&bundle)["seed"], seed);
    let with_other = bundled(&["--seed", other.to_str().unwrap()], &folder).ok();
    let without = bundled(&["--seed", ""], &folder).ok();
    assert_eq!(json_of(&without).get("seed"), None);
    let unknown = bundled(&["--seed", "nothing.sql"], &folder);
    assert_eq!(
        (unknown.code, unknown.stderr.as_str()),
        (1, "error: there is no seed nothing.sql\n")
    );

    let mut app = project.db.connect();
    app.deploy(&bundle).unwrap();
    assert_eq!(app.one("select count(*) from t"), "0");
    let mut seeded = |bundle: &str, argument: &str| {
        app.run(&format!(
            "select migrate.reset($b${bundle}$b$, {argument} confirm => current_database())"
        ));
        app.one("select coalesce(string_agg(a, ','), 'none') from t")
    };
    assert_eq!(seeded(&bundle, ""), "it's \"the\" seed\\");
    assert_eq!(seeded(&with_other, ""), "other");
    assert_eq!(seeded(&without, ""), "none");
    assert_eq!(
        seeded(&bundle, "seed => 'insert into t values (''given'')',"),
        "given"
    );
    assert_eq!(seeded(&bundle, "seed => '',"), "none");
}

#[test]
fn a_folder_that_prisma_refuses_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("1_a/migration.sql"), "select 1");
    let lock = folder.path().join("migration_lock.toml");
    for (provider, code) in [("postgresql", 0), ("postgres", 0), ("mysql", 1)] {
        write(
            &lock,
            &format!("# Please do not edit this file manually\nprovider = \"{provider}\"\n"),
        );
        let output = bundled(&[], folder.path());
        assert_eq!(output.code, code, "{provider}: {}", output.stderr);
        let says = output
            .stderr
            .starts_with("error: P3019: the migrations are for \"mysql\"");
        assert_eq!(says, code == 1, "{}", output.stderr);
    }
    write(&lock, "provider = \"postgresql\"\n");
    let bundle = json_of(&bundled(&[], folder.path()).ok());
    let migrations = json!([{"name": "1_a", "sql": "select 1"}]);
    assert_eq!(
        bundle,
        json!({"provider": "postgresql", "migrations": migrations})
    );
    fs::remove_file(&lock).unwrap();
    fs::create_dir(folder.path().join("2_b")).unwrap();
    let output = bundled(&[], folder.path());
    assert_eq!((output.code, output.stdout.as_str()), (1, ""));
    assert!(
        output.stderr.starts_with("error: P3015: "),
        "{}",
        output.stderr
    );
    assert_eq!(bundled(&[], &folder.path().join("nothing")).code, 2);
}

#[test]
fn a_schema_is_a_file_or_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (user, head) = (
        "model U {\r\n  id Int @id\r\n}\n",
        schema_of("model \"x\" {}"),
    );
    write(&folder.path().join("schema.prisma"), &head);
    write(&folder.path().join("models/u.prisma"), user);
    write(&folder.path().join("models/notes.txt"), "no schema");
    let printed = bundled(&["--schema"], folder.path()).ok();
    assert_eq!(
        json_of(&printed),
        json!({"models/u.prisma": user, "schema.prisma": head})
    );
    let file = folder.path().join("schema.prisma");
    assert_eq!(bundled(&["--schema"], &file).ok(), head);
    fs::remove_file(file).unwrap();
    fs::remove_file(folder.path().join("models/u.prisma")).unwrap();
    let output = bundled(&["--schema"], folder.path());
    assert_eq!(output.code, 1, "{}", output.stdout);
}

/// From a changed schema to a migration in the folder, and with the folder to another database.
#[test]
fn a_project_is_developed_and_deployed_with_psql_alone() {
    let project = Project::new("scripts_dev");
    let mut app = project.db.connect();
    project.schema(FIRST);
    let said = project.dev(&["Init: it's \"here\""]).ok();
    assert!(said.contains("applied and recorded"), "{said}");
    let migrations = project.migrations();
    assert_eq!(migrations[0].0, "_init_it_s_here");
    assert_eq!(
        migrations[0].1,
        app.one("select sql from migrate.history"),
        "byte for byte"
    );
    assert_eq!(
        fs::read_to_string(project.path("prisma/migrations/migration_lock.toml")).unwrap(),
        "# Please do not edit this file manually\n\
         # It should be added in your version-control system (e.g., Git)\n\
         provider = \"postgresql\"\n"
    );
    assert!(project.dev(&["x"]).ok().contains("in_sync"));

    app.run("insert into \"U\" (id) values (1)");
    project.schema(&FIRST.replace("name String", "full String"));
    let refused = project.dev(&["full"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("data would be lost"),
        "{}",
        refused.stderr
    );
    let said = project
        .dev(&["--renames", r#"{"public.\"U\".name": "full"}"#, "full"])
        .ok();
    assert!(said.contains("applied"), "{said}");
    assert_eq!(app.one("select \"full\" is not null from \"U\""), "t");

    project.schema(&FIRST.replace("name String", "full String? // no longer required"));
    let said = project.dev(&["--create-only", "less"]).ok();
    assert!(said.contains("created"), "{said}");
    let said = project.dev(&["more"]).ok();
    assert!(
        said.contains("was pending") && said.contains("in_sync"),
        "{said}"
    );
    let names: Vec<String> = project.migrations().into_iter().map(|m| m.0).collect();
    assert_eq!(names, ["_init_it_s_here", "_full", "_less"]);

    // Elsewhere, as the README says.
    let other = Db::new("scripts_deploy");
    let mut psql = other.psql_command();
    psql.current_dir(project.folder.path())
        .args(["-v", "ON_ERROR_STOP=1", "-At"]);
    let input = format!(
        "\\set migrations `sh '{}' prisma/migrations`\nselect count(*) from migrate.deploy(:'migrations');\n",
        script("bundle.sh").display()
    );
    assert_eq!(Output::of(&mut psql, &input).ok(), "3\n");
    let there = other.connect().one("select migrate.live()->>'fingerprint'");
    assert_eq!(app.one("select migrate.live()->>'fingerprint'"), there);
}

#[test]
fn problems_are_shown_and_nothing_is_written() {
    let project = Project::new("scripts_problems");
    let mut app = project.db.connect();
    project.schema(FIRST);
    project.dev(&["init"]).ok();
    // Another editor's line ends are no edit.
    let folder = project.path("prisma/migrations");
    let file = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("migration.sql"))
        .find(|file| file.exists())
        .unwrap();
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace('\n', "\r\n")).unwrap();
    assert!(project.dev(&["x"]).ok().contains("in_sync"));
    fs::write(&file, text + "-- more\n").unwrap();
    project.schema(&FIRST.replace("id   Int", "more Int?\n  id Int"));
    let output = project.dev(&["x"]);
    assert_eq!(output.code, 1);
    assert!(output.stdout.contains("edited"), "{}", output.stdout);
    assert!(
        output
            .stderr
            .contains("nothing was done: the rows above say why"),
        "{}",
        output.stderr
    );
    assert_eq!(project.migrations().len(), 1);
    assert_eq!(app.one("select count(*) from migrate.history"), "1");
    project.schema("model U {\n  id Nothing @id\n}");
    let output = project.dev(&["x"]);
    assert!(
        output.stderr.contains("P1012: schema.prisma:6:6"),
        "{}",
        output.stderr
    );
    fs::remove_file(project.path("prisma/schema.prisma")).unwrap();
    let output = project.dev(&["x"]);
    assert_eq!(output.code, 1);
    assert!(
        output.stderr.contains("cannot be read"),
        "{}",
        output.stderr
    );
    assert_eq!(project.dev(&[]).code, 2);
}

/// Where the file cannot be written, the database is as it was.
#[test]
fn database_and_folder_change_together() {
    let project = Project::new("scripts_unwritten");
    project.schema(FIRST);
    let bin = project.path("bin");
    write(
        &bin.join("sed"),
        "#!/bin/sh\n[ \"$1\" != '$d' ] || exit 1\nexec /bin/sed \"$@\"\n",
    );
    let made_executable = Command::new("chmod")
        .arg("+x")
        .arg(bin.join("sed"))
        .status();
    assert!(made_executable.unwrap().success());
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut command = project.command(script("dev.sh"));
    let output = Output::of(command.env("PATH", path).arg("init"), "");
    assert_eq!(output.code, 1);
    assert!(
        output
            .stderr
            .contains("the file cannot be written: nothing was done"),
        "{}",
        output.stderr
    );
    assert_eq!(project.migrations(), []);
    let mut app = project.db.connect();
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
    project.dev(&["init"]).ok();
    assert_eq!(project.migrations().len(), 1);
}

#[test]
fn the_schema_may_be_a_folder() {
    let project = Project::new("scripts_folder");
    write(&project.path("db/schema/base.prisma"), &schema_of(""));
    write(&project.path("db/schema/u.prisma"), FIRST);
    project.dev(&["init", "db/schema", "db/migrations"]).ok();
    let list = json_of(&bundle_of_folder(&project.path("db/migrations")));
    assert_eq!(list.as_array().unwrap().len(), 1);
    // And with dev.psql itself, whose variables have defaults.
    let mut psql = project.db.psql_command();
    psql.current_dir(project.folder.path());
    psql.args([
        "-v",
        "name=x",
        "-v",
        "schema=db/schema",
        "-v",
        "migrations=db/migrations",
    ]);
    psql.arg("-v")
        .arg(format!("scripts={}", script("").display()));
    let said = Output::of(psql.arg("-f").arg(script("dev.psql")), "").ok();
    assert!(said.contains("in_sync"), "{said}");
}

#[test]
fn the_scripts_are_plain_shell() {
    let checked = Command::new("shellcheck")
        .args(["-s", "sh"])
        .args(["bundle.sh", "dev.sh"].map(script))
        .output();
    match checked {
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        ),
        Err(error) => println!("shellcheck: {error}: skipped"),
    }
}
