//! `migrate.prisma`, and `diff` and `script` with its values, as a team on Prisma uses them.

use migrate_tests::models::*;
use migrate_tests::*;

fn script(app: &mut Session, from: &str, to: &str) -> String {
    app.one(&format!("select migrate.script({from}, {to})"))
}

#[test]
fn a_schema_becomes_the_sql_that_prisma_writes() {
    let db = Db::new("prisma_script");
    let mut app = db.connect();
    let expected = r#"-- CreateEnum
CREATE TYPE "Role" AS ENUM ('A', 'B');

-- CreateTable
CREATE TABLE "U" (
    "id" SERIAL NOT NULL,
    "email" TEXT,
    "age" INTEGER NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'A',
    "note" TEXT NOT NULL,

    CONSTRAINT "U_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Old" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "Old_pkey" PRIMARY KEY ("id")
);
"#;
    for from in ["migrate.empty()", "migrate.live()", "migrate.sql('')"] {
        assert_eq!(
            script(&mut app, from, &value(BEFORE)),
            expected,
            "from {from}"
        );
    }
    let (one, other) = (
        value("model U {\n id Int @id\n}"),
        value("model U {\n id Int @id\n names String[]\n}"),
    );
    assert_eq!(
        script(&mut app, &one, &other),
        "-- AlterTable\nALTER TABLE \"U\" ADD COLUMN     \"names\" TEXT[];\n"
    );
    assert_eq!(script(&mut app, &one, &one), "");
    // From a Prisma schema back to any other.
    assert_eq!(
        script(&mut app, &one, "migrate.empty()"),
        "-- DropTable\nDROP TABLE \"U\";\n"
    );
}

#[test]
fn several_files_are_one_schema() {
    let db = Db::new("prisma_files");
    let mut app = db.connect();
    let head = schema_of("");
    let (user, post) = (
        "model User {\n id Int @id\n posts Post[]\n}\n",
        "model Post {\n id Int @id\n user User @relation(fields: [userId], references: [id])\n userId Int\n}\n",
    );
    let object = json!({"schema.prisma": head, "user.prisma": user, "post.prisma": post});
    let list = json!([{"name": "user.prisma", "content": user}, {"name": "schema.prisma", "content": head}, {"name": "post.prisma", "content": post}]);
    for files in [object, list] {
        let value = format!("migrate.prisma($f${files}$f$)");
        let script = script(&mut app, "migrate.empty()", &value);
        assert_eq!(script.matches("CREATE TABLE").count(), 2, "{script}");
        assert!(
            script.contains("FOREIGN KEY (\"userId\") REFERENCES \"User\"(\"id\")"),
            "{script}"
        );
    }
    let wrong = json!({"a.prisma": head, "b.prisma": "model B {\n  id Int @id\n  at Dates\n}\n"});
    let error = app.error(&format!("select migrate.prisma($f${wrong}$f$)"));
    assert!(
        error
            .message
            .starts_with("P1012: b.prisma:3:6: Type \"Dates\""),
        "{error}"
    );
    let error = app.error("select migrate.prisma('[1]')");
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("22023", "schema is no Prisma schema: several files are {\"name\": \"text\", …} or [{\"name\": …, \"content\": …}, …]")
    );
    assert_eq!(app.error("select migrate.prisma(null)").code, "22004");
}

#[test]
fn a_fault_is_shown_with_its_place_and_lines() {
    let db = Db::new("prisma_faults");
    let mut app = db.connect();
    let error = app.error(&format!(
        "select {}",
        value("model U {\n  id   Int @id\n  rôle Rolle\n}")
    ));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("42601", "P1012: schema.prisma:7:8: Type \"Rolle\" is neither a built-in type, nor refers to another model, composite type, or enum.")
    );
    assert_eq!(
        error.context,
        "schema.prisma, line 7, column 8\n   | \n 6 |   id   Int @id\n 7 |   rôle Rolle\n   | "
    );
    assert_eq!(error.detail, "");
    let error = app.error(&format!(
        "select {}",
        value("model U {\n  id Int @id\n  a Nope\n  b Int @db.Text\n}")
    ));
    assert!(
        error.detail.starts_with("2 errors:\nerror: Type \"Nope\""),
        "{error}"
    );
    assert!(
        error.detail.ends_with("Validation Error Count: 2"),
        "{error}"
    );
    let error = app.error(&format!(
        "select {}",
        value("model U {\n  id Int @id\n  a = b\n}")
    ));
    assert!(
        error.message.starts_with("P1012: schema.prisma:7:"),
        "{error}"
    );
    // The same for the schema that pull is given.
    let error = app.error("select migrate.pull('prisma', 'model U {')");
    assert!(
        error.message.starts_with("P1012: schema.prisma:1:"),
        "{error}"
    );
}

#[test]
fn what_prisma_does_not_know_is_left_alone() {
    let (_db, mut app) = shop("prisma_scope");
    app.run(
        r#"create schema other; create table other.t (a int);
        create view names as select note from "U";
        create function f() returns int language sql as 'select 1';
        alter table "U" add constraint positive check (age > 0);
        alter table "U" enable row level security;
        create policy own on "U" using (note = current_user);
        create index lower on "U" (lower(note));
        create trigger t before update on "U" for each row execute function suppress_redundant_updates_trigger();
        comment on table "U" is 'people';
        create sequence numbers;
        create domain d as int;
        create table _prisma_migrations (id varchar(36) primary key)"#,
    );
    let before = app.one("select migrate.live()->>'fingerprint'");
    assert_eq!(pushed(&mut app, BEFORE), "");
    assert_eq!(app.one("select migrate.live()->>'fingerprint'"), before);
    let more = BEFORE.replace("  age   Int", "  age   Int\n  size Int?");
    assert_eq!(pushed(&mut app, &more), "alter|public.\"U\"");
    pushed(&mut app, BEFORE);
    assert_eq!(app.one("select migrate.live()->>'fingerprint'"), before);
}

#[test]
fn renames_keep_the_rows() {
    let (_db, mut app) = shop("prisma_renames");
    let models = BEFORE
        .replace("model U", "model Person")
        .replace("note ", "remark ");
    let renames = r#", renames => '{"public.\"U\"": "Person", "public.\"U\".note": "remark"}'"#;
    let rows = app.lines(&push(&models, renames));
    assert_eq!(
        rows.lines().take(2).collect::<Vec<_>>(),
        ["rename|public.\"U\".note", "rename|public.\"U\""]
    );
    assert_eq!(
        app.lines("select id, remark from \"Person\" order by 1"),
        "1|x\n2|y"
    );
    assert_eq!(steps(&mut app, "migrate.live()", &value(&models)), "");
    let error = app.error(&push(&models, r#", renames => '{"public.nobody": "x"}'"#));
    assert_eq!(error.code, "22023");
}

#[test]
fn several_schemas() {
    let db = Db::new("prisma_schemas");
    let mut app = db.connect();
    let text = |models: &str| {
        format!(
            "migrate.prisma($p$datasource db {{\n  provider = \"postgresql\"\n  schemas = [\"public\", \"shop\"]\n}}\n{models}$p$)"
        )
    };
    let both = text("model A {\n id Int @id\n bs B[]\n @@schema(\"public\")\n}\nmodel B {\n id Int @id\n aId Int\n a A @relation(fields: [aId], references: [id])\n @@schema(\"shop\")\n}\n");
    app.run(&format!("select migrate.push({both})"));
    assert_eq!(steps(&mut app, "migrate.live()", &both), "");
    app.run("create schema third; create table third.t (a int)");
    assert_eq!(steps(&mut app, "migrate.live()", &both), "");
    let one = text("model A {\n id Int @id\n @@schema(\"public\")\n}\n");
    assert_eq!(
        steps(&mut app, "migrate.live()", &one),
        "drop|\"B_aId_fkey\" on shop.\"B\"\ndrop|shop.\"B\""
    );
}
