//! Primary keys, foreign keys and indexes.

use super::{on, public, says, says_of_the_same, table};
use serde_json::{json, Value};

fn key(name: &str, kind: &str, definition: &str) -> Value {
    let more = json!({"type": kind, "definition": definition});
    on("public.\"T\"", "constraint", name, more)
}

fn primary(columns: &str) -> Value {
    key("T_pkey", "primary key", &format!("PRIMARY KEY ({columns})"))
}

fn unique(name: &str, columns: &str) -> Value {
    key(name, "unique", &format!("UNIQUE ({columns})"))
}

fn foreign(name: &str, columns: &str, rest: &str) -> Value {
    let definition = format!("FOREIGN KEY ({columns}) REFERENCES public.\"P\"(id){rest}");
    key(name, "foreign key", &definition)
}

fn index(name: &str, columns: &str, unique: bool) -> Value {
    let more = json!({"on": "public.\"T\"", "key_columns": columns, "method": "btree"});
    let unique = match unique {
        true => json!({"unique": true}),
        false => json!({}),
    };
    public("index", name, super::with(more, unique))
}

/// What is said of the table `T`.
#[track_caller]
fn changed(expected: &[Value], actual: &[Value], lines: &[&str]) {
    let head = ["", "[*] Changed the `T` table"];
    says(expected, actual, &[&head, lines].concat());
}

#[test]
fn keys_come() {
    changed(
        &[],
        &[
            primary("id"),
            foreign("T_p_fkey", "\"pId\", x", ""),
            unique("T_name_key", "\"Na\"\"me\", \"b c\""),
            index(
                "T_a_b_idx",
                "a DESC, \"B\" COLLATE \"C\" text_pattern_ops",
                false,
            ),
            index("T_c_key", "c", true),
            index("T_d_idx", "lower((d || ', '::text)), e", false),
        ],
        &[
            "  [+] Added primary key on columns (id)",
            "  [+] Added index on columns (a, B)",
            "  [+] Added unique index on columns (c)",
            "  [+] Added index on columns (lower((d || ', '::text)), e)",
            "  [+] Added unique index on columns (Na\"me, b c)",
            "  [+] Added foreign key on columns (pId, x)",
        ],
    );
}

#[test]
fn keys_go() {
    changed(
        &[
            primary("x, y"),
            foreign("T_p_fkey", "p", ""),
            unique("T_name_key", "name"),
            index("T_a_idx", "a", false),
        ],
        &[],
        &[
            "  [-] Removed foreign key on columns (p)",
            "  [-] Removed index on columns (a)",
            "  [-] Removed unique index on columns (name)",
            "  [-] Dropped the primary key on columns (x, y)",
        ],
    );
}

#[test]
fn another_definition_is_another_key() {
    changed(
        &[
            table("T", json!([{"name": "a", "type": "integer"}])),
            primary("a"),
            foreign("T_p_fkey", "p", ""),
            index("T_a_idx", "a", false),
            unique("T_u", "u"),
        ],
        &[
            table("T", json!([{"name": "b", "type": "integer"}])),
            primary("b"),
            foreign("T_p_fkey", "p", " ON DELETE CASCADE"),
            index("T_a_idx", "a DESC", true),
            key("T_u", "primary key", "PRIMARY KEY (u)"),
        ],
        &[
            "  [-] Removed foreign key on columns (p)",
            "  [-] Removed index on columns (a)",
            "  [-] Removed unique index on columns (u)",
            "  [-] Dropped the primary key on columns (a)",
            "  [-] Removed column `a`",
            "  [+] Added column `b`",
            "  [+] Added primary key on columns (b)",
            "  [+] Added primary key on columns (u)",
            "  [+] Added unique index on columns (a)",
            "  [+] Added foreign key on columns (p)",
        ],
    );
}

#[test]
fn a_check_that_became_a_key() {
    says(
        &[key("c", "check", "CHECK ((a > 0))")],
        &[unique("c", "a")],
        &[
            "",
            "[*] Changed the `T` table",
            "  [+] Added unique index on columns (a)",
            "",
            "[-] Removed check constraints",
            "  - c on T",
        ],
    );
}

#[test]
fn keys_are_renamed() {
    changed(
        &[
            primary("id"),
            foreign("f", "p", ""),
            index("customName", "a", false),
            unique("u", "a, b"),
        ],
        &[
            key("pk", "primary key", "PRIMARY KEY (id)"),
            foreign("T_p_fkey", "p", ""),
            index("T_a_idx", "a", false),
            unique("T_a_b_key", "a, b"),
        ],
        &[
            "  [*] Renamed the primary key on columns (id)",
            "  [*] Renamed the foreign key \"f\" to \"T_p_fkey\"",
            "  [*] Renamed index `u` to `T_a_b_key`",
            "  [*] Renamed index `customName` to `T_a_idx`",
        ],
    );
}

#[test]
fn what_prisma_does_not_see_of_keys() {
    let with = |object: Value, more: Value| super::with(object, more);
    changed(
        &[
            foreign("f", "p", ""),
            unique("u", "a"),
            index("i", "a", false),
        ],
        &[
            with(foreign("f", "p", ""), json!({"deferrable": true, "initially_deferred": true})),
            with(unique("u", "a"), json!({"tablespace": "fast"})),
            with(index("i", "a", false), json!({"where": "(a > 0)"})),
        ],
        &[
            "  [*] Altered foreign key `f` (deferrable changed from `false` to `true`, initially deferred changed from `false` to `true`)",
            "  [*] Altered unique constraint `u` (tablespace changed from `None` to `fast`)",
            "  [*] Altered index `i` (where changed from `None` to `(a > 0)`)",
        ],
    );
}

/// As Prisma: a new table comes with its primary key, and one that goes takes all but its foreign
/// keys along.
#[test]
fn keys_of_tables_that_come_and_go() {
    let keys = || {
        [
            table("T", json!([])),
            primary("id"),
            foreign("f", "p", ""),
            unique("u", "a"),
        ]
    };
    says(
        &[],
        &keys(),
        &[
            "",
            "[+] Added tables",
            "  - T",
            "",
            "[*] Changed the `T` table",
            "  [+] Added unique index on columns (a)",
            "  [+] Added foreign key on columns (p)",
        ],
    );
    says(
        &keys(),
        &[],
        &[
            "",
            "[-] Removed tables",
            "  - T",
            "",
            "[*] Changed the `T` table",
            "  [-] Removed foreign key on columns (p)",
        ],
    );
}

/// A key that the catalog knows to hang on a renamed table is told under the table's new name.
#[test]
fn keys_of_a_renamed_table() {
    let table = |name: &str| table(name, json!([{"name": "a", "type": "integer"}]));
    let index = |table: &str, columns: &str| {
        let on = format!("public.{table}");
        public(
            "index",
            "i",
            json!({"on": on, "key_columns": columns, "method": "btree"}),
        )
    };
    says_of_the_same(
        &[table("t"), index("t", "a")],
        &[table("u"), index("u", "a, b")],
        &[
            "",
            "[*] Renamed the `t` table to `u`",
            "",
            "[*] Changed the `u` table",
            "  [-] Removed index on columns (a)",
            "  [+] Added index on columns (a, b)",
        ],
    );
}
