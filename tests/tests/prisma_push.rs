//! `migrate.push` of a Prisma schema.

use migrate_tests::models::*;
use migrate_tests::*;

#[test]
fn a_push_is_all_or_nothing_and_leaves_no_drift() {
    let (_db, mut app) = shop("prisma_push");
    assert_eq!(app.one("select count(*) from migrate.drift()"), "0");
    app.run("begin");
    let rows = app.lines(&push(
        "model Other {\n id Int @id\n}",
        ", accept_data_loss => true",
    ));
    assert_eq!(
        rows,
        "drop|public.\"Old\"\ndrop|public.\"U\"\ndrop|public.\"Role\"\ncreate|public.\"Other\""
    );
    app.run("rollback");
    assert_eq!(app.one("select count(*) from \"U\""), "2");
    // What the data refuse in the middle is undone as well.
    app.run("alter table \"Old\" add check (id < 10)");
    let before = app.one("select migrate.live()->>'fingerprint'");
    let models = format!(
        "{}\nmodel New {{\n id Int @id\n}}",
        BEFORE.replace("age   Int", "age   Int @default(dbgenerated(\"nobody()\"))")
    );
    assert_eq!(app.error(&push(&models, "")).code, "42883");
    assert_eq!(app.one("select migrate.live()->>'fingerprint'"), before);
}

/// What is changed in `BEFORE`, what `push` says, and what it says when data may go.
struct Refusal {
    change: (&'static str, &'static str),
    says: &'static str,
    /// Data are in the way, whether they may go or not.
    in_the_way: bool,
}

const REFUSALS: [Refusal; 10] = [
    Refusal {
        change: ("model Old {\n  id Int @id\n}", ""),
        says: "You are about to drop the `Old` table, which is not empty (2 rows).",
        in_the_way: false,
    },
    Refusal {
        change: ("  note  String\n", ""),
        says: "You are about to drop the column `note` on the `U` table, which still contains 2 non-null values.",
        in_the_way: false,
    },
    Refusal {
        change: ("  email String?\n", ""),
        says: "You are about to drop the column `email` on the `U` table, which still contains 1 non-null values.",
        in_the_way: false,
    },
    Refusal {
        change: ("note  String", "note  Int"),
        says: "Changed the type of `note` on the `U` table. No cast exists, the column would be dropped and recreated, which cannot be done since the column is required and there is data in the table.",
        in_the_way: true,
    },
    Refusal {
        change: ("role  Role    @default(A)", "role  String"),
        says: "Changed the type of `role` on the `U` table. No cast exists, the column would be dropped and recreated, which cannot be done since the column is required and there is data in the table.",
        in_the_way: true,
    },
    Refusal {
        change: ("note  String", "note  String[]"),
        says: "The `note` column on the `U` table would be dropped and recreated. This will lead to data loss.",
        in_the_way: false,
    },
    Refusal {
        change: (
            "  id    Int     @id @default(autoincrement())\n  email String?\n  age   Int",
            "  id    Int     @default(autoincrement())\n  email String?\n  age   Int @id",
        ),
        says: "The primary key for the `U` table will be changed. If it partially fails, the table could be left without primary key constraint.",
        in_the_way: false,
    },
    Refusal {
        change: ("email String?", "email String"),
        says: "Made the column `email` on table `U` required, but there are 1 existing NULL values.",
        in_the_way: true,
    },
    Refusal {
        change: ("  note  String\n", "  note  String\n  more  Int\n"),
        says: "Added the required column `more` to the `U` table without a default value. There are 2 rows in this table, it is not possible to execute this step.",
        in_the_way: true,
    },
    Refusal {
        change: ("  A\n  B\n}", "  B\n  C\n}"),
        says: "The values [A] on the enum `Role` will be removed. If these variants are still used in the database, this will fail. (2 found)",
        in_the_way: true,
    },
];

#[test]
fn a_push_counts_and_refuses_as_prisma_does() {
    let (_db, mut app) = shop("prisma_refusals");
    for Refusal {
        change: (old, new),
        says,
        in_the_way,
    } in &REFUSALS
    {
        let models = BEFORE.replace(old, new).replace(
            "@default(A)",
            if new.contains("  B\n  C") {
                "@default(B)"
            } else {
                "@default(A)"
            },
        );
        assert_ne!(models, BEFORE, "{old}");
        let message = match in_the_way {
            true => "the data are in the way of the new schema; nothing was done",
            false => "data would be lost; nothing was done",
        };
        let error = app.error(&push(&models, ""));
        assert_eq!(
            (
                error.code.as_str(),
                error.message.as_str(),
                error.detail.as_str()
            ),
            ("55000", message, *says)
        );
        let accepted = app.try_rows(&format!(
            "begin; {}; rollback",
            push(&models, ", accept_data_loss => true")
        ));
        match accepted {
            Ok(_) => assert!(!in_the_way, "{says}"),
            Err(error) => {
                assert!(in_the_way, "{error}");
                assert_eq!(error.detail, *says);
            }
        }
        app.run("rollback");
    }
    // Where there is nothing to lose nothing is asked.
    app.run("truncate \"U\"; truncate \"Old\"");
    for Refusal {
        change: (old, new), ..
    } in &REFUSALS
    {
        let models = BEFORE.replace(old, new);
        let models = match new.contains("  B\n  C") {
            true => models.replace("@default(A)", "@default(B)"),
            false => models,
        };
        app.run("begin");
        if !new.contains("@id") {
            pushed(&mut app, &models);
        }
        app.run("rollback");
    }
}

#[test]
fn what_prisma_only_fears_is_looked_up() {
    let (_db, mut app) = shop("prisma_probes");
    let one = BEFORE.replace("age   Int", "age   Int @unique");
    assert_eq!(pushed(&mut app, &one), "create|public.\"U_age_key\"");
    let two = BEFORE.replace("role  Role ", "role  Role @unique ");
    let error = app.error(&push(&two, ", accept_data_loss => true"));
    assert_eq!(
        error.detail,
        "A unique constraint covering the columns `[role]` on the table `U` will be added. If there are existing duplicate values, this will fail. (1 found)"
    );
}

/// Whatever the caller looks at first.
#[test]
fn unqualified_names_lead_to_the_default_schema() {
    let db = Db::new("prisma_paths");
    let mut app = db.connect();
    app.run("create schema elsewhere; create schema tenant");
    for path in ["elsewhere", "", "elsewhere, public", "pg_temp, elsewhere"] {
        app.run(&format!(
            "select set_config('search_path', '{path}', false)"
        ));
        app.run("create temp table if not exists \"U\" (a int)");
        pushed(&mut app, BEFORE);
        assert_eq!(app.one("show search_path"), path);
        assert_eq!(app.one("select count(*) from public.\"U\""), "0");
        assert_eq!(
            pushed(&mut app, "model U {\n id BigInt @id\n}"),
            "alter|public.\"U\"\ndrop|public.\"Old\"\ndrop|public.\"Role\""
        );
    }
    for schema in ["tenant", "Ten\"\"ant"] {
        let schema = schema.replace("\"\"", "\"");
        let value = format!(
            "migrate.prisma($p${}$p$, default_schema => '{schema}')",
            schema_of(BEFORE)
        );
        app.run(&format!("select migrate.push({value})"));
        assert_eq!(steps(&mut app, "migrate.live()", &value), "");
        assert_eq!(
            app.one(&format!(
                "select count(*) from pg_tables where schemaname = '{schema}'"
            )),
            "2"
        );
    }
    assert_eq!(
        app.one("select count(*) from pg_tables where schemaname = 'elsewhere'"),
        "0"
    );
}

#[test]
fn an_owner_pushes_with_his_own_rights() {
    let db = Db::owned("prisma_owner");
    let mut app = db.connect();
    pushed(&mut app, BEFORE);
    app.run("create view v as select age from \"U\"");
    pushed(&mut app, &BEFORE.replace("age   Int", "age   BigInt"));
    db.connect_as("postgres")
        .run("alter table \"Old\" owner to postgres");
    let more = BEFORE.replace("model Old {\n", "model Old {\n  more Int?\n");
    assert_eq!(app.error(&push(&more, "")).code, "42501");
}

#[test]
fn a_new_value_of_an_enum_can_be_a_default_at_once() {
    let (_db, mut app) = shop("prisma_enum");
    pushed(&mut app, &BEFORE.replace("  B\n", "  B\n  C\n"));
    let models = BEFORE
        .replace("  B\n", "  B\n  C\n  D\n")
        .replace("@default(A)", "@default(D)");
    assert_eq!(
        pushed(&mut app, &models),
        "alter|public.\"Role\"\nalter|public.\"U\""
    );
    app.run("insert into \"U\" (age, note) values (3, 'z')");
    assert_eq!(app.lines("select role from \"U\" order by id"), "A\nA\nD");
}

#[test]
fn views_and_policies_step_aside_when_a_type_changes() {
    let (db, mut app) = shop("prisma_aside");
    let reader = db.role("reader");
    app.run(&format!(
        r#"create view v as select age, role from "U";
        comment on view v is 'ages'; grant select on v to {reader};
        create materialized view m as select age from v; create index on m (age);
        create view untouched as select note from "U";
        alter table "U" enable row level security;
        create policy adult on "U" using (age > 17);
        create policy other on "U" using (note > 'a');
        create trigger t before update of age on "U" for each row execute function suppress_redundant_updates_trigger()"#
    ));
    let untouched = "select oid from pg_class where relname = 'untouched'";
    let oid = app.one(untouched);
    let models = BEFORE
        .replace("age   Int", "age   BigInt")
        .replace("  B\n", "  C\n");
    let rows = pushed(&mut app, &models);
    assert_eq!(
        rows,
        r#"drop|adult on public."U"
drop|t on public."U"
drop|public.m
drop|public.v
alter|public."Role"
alter|public."U"
recreate|public.v
recreate|public.m
recreate|public.m_age_idx
recreate|t on public."U"
recreate|adult on public."U""#
    );
    assert_eq!(app.one(untouched), oid);
    assert_eq!(
        app.one(&format!(
            "select has_table_privilege('{reader}', 'v', 'select') and obj_description('v'::regclass) = 'ages'"
        )),
        "t"
    );
    assert_eq!(
        app.lines("select polname from pg_policy order by 1"),
        "adult\nother"
    );
    assert_eq!(app.one("select count(*) from m"), "2");
    assert_eq!(
        app.one("select count(*) from pg_trigger where tgname = 't'"),
        "1"
    );
    // A table of the view's type would have to go: PostgreSQL's own error, and nothing is done.
    app.run("create table rows (v v)");
    let error = app.error(&push(BEFORE, ", accept_data_loss => true"));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "0A000",
            "the SQL text failed at statement 3, line 4, column 1: cannot alter type of a column used by a view or rule"
        )
    );
}
