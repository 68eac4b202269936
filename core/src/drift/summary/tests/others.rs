//! What Prisma has no words for.

use super::{global, on, public, says, says_of_the_same, table, with};
use serde_json::{json, Value};

fn view(kind: &str, definition: &str) -> Value {
    public(kind, "v", json!({"definition": definition}))
}

#[test]
fn views_are_redefined() {
    says(
        &[
            view("view", "SELECT 1 AS a"),
            public("materialized view", "m", json!({"definition": "SELECT 1"})),
        ],
        &[
            view("view", "SELECT 2 AS a"),
            public(
                "materialized view",
                "m",
                json!({"definition": "SELECT 1", "options": ["fillfactor=70"]}),
            ),
        ],
        &[
            "",
            "[*] Changed the `v` view",
            "  [*] Altered definition (changed from `SELECT 1 AS a` to `SELECT 2 AS a`)",
            "",
            "[*] Changed the `m` materialized view",
            "  [*] Altered options (changed from `None` to `fillfactor=70`)",
        ],
    );
    let long = |end: &str| view("view", &format!("SELECT {}{end}", "a, ".repeat(30)));
    says(
        &[long("b")],
        &[long("c")],
        &[
            "",
            "[*] Changed the `v` view",
            "  [*] Altered definition (changed)",
        ],
    );
}

#[test]
fn a_view_becomes_a_table() {
    let columns = json!([{"name": "a", "type": "integer"}]);
    says(
        &[view("view", "SELECT 1 AS a")],
        &[table("v", columns)],
        &[
            "",
            "[+] Added tables",
            "  - v",
            "",
            "[-] Removed views",
            "  - v",
        ],
    );
}

#[test]
fn objects_of_all_kinds_come_and_go() {
    let function = |kind: &str, arguments: &str| {
        public(
            kind,
            "f",
            json!({"arguments": arguments, "definition": "x"}),
        )
    };
    let check = |kind: &str| json!({"type": kind, "definition": "x"});
    says(
        &[
            public("sequence", "s", json!({})),
            global("publication", "p", json!({})),
            public("collation", "c", json!({})),
            global("server", "box", json!({})),
        ],
        &[
            function("function", "integer"),
            function("function", "text, text"),
            function("procedure", ""),
            public("operator family", "o", json!({})),
            public("text search dictionary", "d", json!({})),
            public("statistics", "st", json!({})),
            public("index", "i", json!({"on": "public.m", "key_columns": "a"})),
            public("materialized view", "m", json!({})),
            on("public.t", "constraint", "c", check("check")),
            on("public.t", "constraint", "x", check("exclusion")),
            on("public.t", "policy", "own rows", json!({})),
            on("public.t", "trigger", "tr", json!({})),
        ],
        &[
            "",
            "[+] Added functions",
            "  - f(integer)",
            "  - f(text, text)",
            "",
            "[+] Added procedures",
            "  - f()",
            "",
            "[+] Added operator families",
            "  - o",
            "",
            "[+] Added text search dictionaries",
            "  - d",
            "",
            "[+] Added materialized views",
            "  - m",
            "",
            "[+] Added check constraints",
            "  - c on t",
            "",
            "[+] Added exclusion constraints",
            "  - x on t",
            "",
            "[+] Added statistics",
            "  - st",
            "",
            "[+] Added triggers",
            "  - tr on t",
            "",
            "[+] Added policies",
            "  - own rows on t",
            "",
            "[-] Removed collations",
            "  - c",
            "",
            "[-] Removed servers",
            "  - box",
            "",
            "[-] Removed sequences",
            "  - s",
            "",
            "[-] Removed publications",
            "  - p",
        ],
    );
}

/// A trigger of a new table and the sequence of a new column are not worth a line.
#[test]
fn what_comes_with_another_object() {
    let id = json!([{"name": "id", "type": "integer"}]);
    let owned = |name: &str, by: &str| public("sequence", name, json!({"owned_by": by}));
    says(
        &[table("t", json!([]))],
        &[
            table("t", id.clone()),
            table("new", id),
            owned("t_id_seq", "public.t.id"),
            owned("new_id_seq", "public.new.id"),
            owned("alone", "public.t.other"),
            on("public.new", "trigger", "tr", json!({})),
        ],
        &[
            "",
            "[+] Added tables",
            "  - new",
            "",
            "[*] Changed the `t` table",
            "  [+] Added column `id`",
            "",
            "[+] Added sequences",
            "  - alone",
        ],
    );
}

#[test]
fn attributes_of_a_table() {
    let owner = |name: &str| json!({"owner": name});
    says(
        &[with(table("t", json!([])), owner("ann"))],
        &[with(
            with(table("t", json!([])), owner("bob")),
            json!({"row_security": true}),
        )],
        &[
            "",
            "[*] Changed the `t` table",
            "  [*] Altered owner (changed from `ann` to `bob`)",
            "  [*] Altered row security (changed from `false` to `true`)",
        ],
    );
}

#[test]
fn grants() {
    let grants = |list: Value| json!({"grants": list});
    let column = |list: Value| json!([with(json!({"name": "a", "type": "text"}), grants(list))]);
    says(
        &[with(
            table("t", column(json!([]))),
            grants(json!([{"to": "ann", "privileges": ["INSERT", "SELECT"]}])),
        )],
        &[with(
            table(
                "t",
                column(json!([{"to": "bob", "privileges": ["SELECT"]}])),
            ),
            grants(json!([
                {"to": "ann", "privileges": ["SELECT"], "grantable": ["DELETE"]},
                {"to": "public", "by": "ann", "privileges": ["SELECT", "UPDATE"]},
            ])),
        )],
        &[
            "",
            "[*] Changed the `t` table",
            "  [+] Added grant of SELECT on column `a` to `bob`",
            "  [-] Removed grant of INSERT to `ann`",
            "  [+] Added grant of DELETE to `ann` with grant option",
            "  [+] Added grant of SELECT, UPDATE to `public` by `ann`",
        ],
    );
    says(
        &[public("function", "f", json!({"arguments": ""}))],
        &[public(
            "function",
            "f",
            json!({"arguments": "", "revokes": [{"from": "public", "privileges": ["EXECUTE"]}]}),
        )],
        &[
            "",
            "[*] Changed the `f()` function",
            "  [+] Added revoke of EXECUTE from `public`",
        ],
    );
}

#[test]
fn what_hangs_on_a_table() {
    let policy = |name: &str, using: &str| on("public.t", "policy", name, json!({"using": using}));
    let trigger = |by: &str| on("public.t", "trigger", "tr", json!({"definition": by}));
    says_of_the_same(
        &[trigger("AFTER INSERT"), policy("p", "(a > 0)")],
        &[trigger("AFTER UPDATE"), policy("own rows", "(a > 0)")],
        &[
            "",
            "[*] Renamed the `p on t` policy to `own rows`",
            "",
            "[*] Changed the `tr on t` trigger",
            "  [*] Altered definition (changed from `AFTER INSERT` to `AFTER UPDATE`)",
        ],
    );
}

#[test]
fn columns_and_keys_of_what_is_no_table() {
    let columns = |kind: &str| json!({"columns": [{"name": "a", "type": kind}]});
    let index = |name: &str, column: &str| {
        let more = json!({"on": "public.m", "key_columns": column, "method": "btree"});
        public("index", name, more)
    };
    let view = |owner: &str| public("materialized view", "m", json!({"owner": owner}));
    says(
        &[
            public("composite type", "pair", columns("integer")),
            view("ann"),
            index("m_a_idx", "a"),
        ],
        &[
            public("composite type", "pair", columns("text")),
            view("bob"),
            index("m_b_idx", "b"),
        ],
        &[
            "",
            "[*] Changed the `pair` composite type",
            "  [*] Altered column `a` (type changed)",
            "",
            "[*] Changed the `m` materialized view",
            "  [-] Removed index on columns (a)",
            "  [+] Added index on columns (b)",
            "  [*] Altered owner (changed from `ann` to `bob`)",
        ],
    );
}

#[test]
fn domains_and_their_constraints() {
    let check = |on: &str, name: &str| {
        let more = json!({"on": on, "definition": "CHECK ((VALUE > 0))"});
        global("domain constraint", name, more)
    };
    let domain = |name: &str, default: &str| public("domain", name, json!({"default": default}));
    says(
        &[domain("d", "1"), check("public.d", "old")],
        &[
            domain("d", "2"),
            domain("new", "1"),
            check("public.new", "positive"),
        ],
        &[
            "",
            "[+] Added domains",
            "  - new",
            "",
            "[-] Removed domain constraints",
            "  - old on d",
            "",
            "[*] Changed the `d` domain",
            "  [*] Altered default (changed from `1` to `2`)",
        ],
    );
}
