//! GRANT and REVOKE: of what a schema value says under `grants` and `revokes`, which are relative to
//! the built-in privileges.

use super::{quote, target};
use crate::schema::{Attributes, Kind, Object};
use serde_json::Value;

/// One privilege that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    pub column: Option<String>,
    pub holder: String,
    /// Who has granted it, if not the owner.
    pub by: Option<String>,
    pub privilege: String,
    pub option: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Grant,
    Revoke,
    RevokeOption,
}

/// The privileges in the order in which people write them.
const ORDER: [&str; 9] = [
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "TRUNCATE",
    "REFERENCES",
    "TRIGGER",
    "USAGE",
    "CREATE",
];

/// The rights under `grants` or `revokes`, of the object and its columns; those that need others to
/// be granted first come later.
pub fn rights(object: &Object, name: &str) -> Vec<Right> {
    let mut list = Vec::new();
    read(
        &object.attributes,
        name,
        object.text("column").map(unquoted),
        &mut list,
    );
    for column in &object.columns {
        read(
            &column.attributes,
            name,
            Some(column.name.clone()),
            &mut list,
        );
    }
    in_order(list)
}

fn unquoted(name: &str) -> String {
    quote::parts(name).map_or_else(|| name.into(), |parts| parts.concat())
}

fn read(attributes: &Attributes, name: &str, column: Option<String>, list: &mut Vec<Right>) {
    let Some(Value::Array(entries)) = attributes.get(name) else {
        return;
    };
    for entry in entries {
        let text = |key| entry.get(key).and_then(Value::as_str).map(String::from);
        let Some(holder) = text("to").or_else(|| text("from")) else {
            continue;
        };
        for (key, option) in [("privileges", false), ("grantable", true)] {
            let privileges = entry
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let mut privileges: Vec<&str> = privileges.filter_map(Value::as_str).collect();
            privileges.sort_by_key(|p| ORDER.iter().position(|o| o == p).unwrap_or(ORDER.len()));
            list.extend(privileges.into_iter().map(|privilege| Right {
                column: column.clone(),
                holder: holder.clone(),
                by: text("by"),
                privilege: privilege.into(),
                option,
            }));
        }
    }
}

/// Who grants must hold the right with its option: the owner's grants come first, then those of
/// whoever has got it.
fn in_order(mut rest: Vec<Right>) -> Vec<Right> {
    let mut list: Vec<Right> = Vec::new();
    while !rest.is_empty() {
        let ready = |right: &Right| match &right.by {
            None => true,
            Some(by) => list.iter().any(|r| r.holder == *by),
        };
        let (now, later): (Vec<_>, Vec<_>) = rest.into_iter().partition(ready);
        if now.is_empty() {
            list.extend(later);
            break;
        }
        list.extend(now);
        rest = later;
    }
    list
}

/// One statement for all that one role gets from another.
pub fn statements(object: &Object, act: Act, rights: &[Right]) -> Vec<String> {
    let same = |a: &Right, b: &Right| {
        (&a.holder, &a.by, a.option, a.column.is_some())
            == (&b.holder, &b.by, b.option, b.column.is_some())
    };
    let mut groups: Vec<Vec<&Right>> = Vec::new();
    for right in rights {
        match groups.iter_mut().find(|g| same(g[0], right)) {
            Some(group) => group.push(right),
            None => groups.push(vec![right]),
        }
    }
    groups.iter().map(|g| statement(object, act, g)).collect()
}

fn statement(object: &Object, act: Act, group: &[&Right]) -> String {
    let (prefix, on) = scope(object);
    let first = group[0];
    let privileges = privileges(group);
    let role = quote::role(&first.holder);
    let text = match act {
        Act::Grant => {
            let option = if first.option {
                " WITH GRANT OPTION"
            } else {
                ""
            };
            format!("{prefix}GRANT {privileges} ON {on} TO {role}{option}")
        }
        Act::Revoke => format!("{prefix}REVOKE {privileges} ON {on} FROM {role}"),
        Act::RevokeOption => {
            format!("{prefix}REVOKE GRANT OPTION FOR {privileges} ON {on} FROM {role}")
        }
    };
    match &first.by {
        Some(by) => as_role(by, &text),
        None => text,
    }
}

/// `SELECT, UPDATE`, or `SELECT (a, b), UPDATE (a)`
fn privileges(group: &[&Right]) -> String {
    let mut list: Vec<(&str, Vec<&str>)> = Vec::new();
    for right in group {
        let column = right.column.as_deref();
        match list
            .iter_mut()
            .find(|(privilege, _)| *privilege == right.privilege)
        {
            Some((_, columns)) => columns.extend(column),
            None => list.push((&right.privilege, column.into_iter().collect())),
        }
    }
    let one = |(privilege, columns): &(&str, Vec<&str>)| match columns.is_empty() {
        true => privilege.to_string(),
        false => format!("{privilege} ({})", quote::list(columns.iter().copied())),
    };
    list.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The grantor must be the current role (GRANTED BY takes no other), and afterwards the caller's
/// role, which may come from a SET ROLE, must be back.
fn as_role(role: &str, statement: &str) -> String {
    let body = format!(
        "\nDECLARE\n    own_role text := current_setting('role');\nBEGIN\n    SET LOCAL ROLE {};\n    {statement};\n    \
         PERFORM set_config('role', own_role, true);\nEND\n",
        quote::ident(role)
    );
    format!("DO {}", quote::dollar(&body))
}

/// What stands before GRANT, and after ON.
fn scope(object: &Object) -> (String, String) {
    let name = target::name(object);
    let on = match object.kind {
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView => {
            format!("TABLE {name}")
        }
        Kind::Aggregate => format!(
            "FUNCTION {}({})",
            target::own_name(object),
            object.arguments.as_deref().unwrap_or_default()
        ),
        Kind::Server => format!("FOREIGN SERVER {name}"),
        Kind::Privileges => what(object).into(),
        Kind::DefaultPrivileges => return default_scope(object),
        _ => target::of(object),
    };
    (String::new(), on)
}

/// What these kinds say they are about: an attribute, which a document that is read has elsewhere.
pub fn what(object: &Object) -> &str {
    object
        .text("on")
        .or(object.on.as_deref())
        .unwrap_or_default()
}

fn default_scope(object: &Object) -> (String, String) {
    let role = quote::ident(object.text("owner").unwrap_or_default());
    let schema = match object.text("in_schema") {
        Some(schema) => format!("IN SCHEMA {} ", quote::dotted(schema)),
        None => String::new(),
    };
    let on = what(object).to_uppercase();
    (
        format!("ALTER DEFAULT PRIVILEGES FOR ROLE {role} {schema}"),
        on,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    fn granted(value: Value) -> Vec<String> {
        let object = object(value);
        let mut list = statements(&object, Act::Revoke, &rights(&object, "revokes"));
        list.extend(statements(&object, Act::Grant, &rights(&object, "grants")));
        list
    }

    #[test]
    fn tables_and_columns() {
        let table = json!({"id": "table public.t", "schema": "public", "name": "t",
        "revokes": [{"from": "o", "privileges": ["DELETE"]}],
        "grants": [{"to": "bob", "privileges": ["INSERT", "SELECT"], "grantable": ["UPDATE"]}],
        "columns": [
            {"name": "a", "grants": [{"to": "public", "privileges": ["SELECT"]}]},
            {"name": "B", "grants": [{"to": "public", "privileges": ["INSERT", "SELECT"]}]},
        ]});
        assert_eq!(
            granted(table),
            [
                "REVOKE DELETE ON TABLE public.t FROM o",
                "GRANT SELECT, INSERT ON TABLE public.t TO bob",
                "GRANT UPDATE ON TABLE public.t TO bob WITH GRANT OPTION",
                "GRANT SELECT (a, \"B\"), INSERT (\"B\") ON TABLE public.t TO PUBLIC",
            ]
        );
    }

    #[test]
    fn grants_by_others_come_later() {
        let schema = json!({"id": "schema s", "name": "s", "grants": [
            {"to": "a", "privileges": ["USAGE"], "by": "c"},
            {"to": "b", "privileges": ["USAGE"], "by": "nobody"},
            {"to": "c", "grantable": ["USAGE"], "by": "d"},
            {"to": "d", "grantable": ["USAGE"]},
        ]});
        let list = granted(schema);
        assert_eq!(list[0], "GRANT USAGE ON SCHEMA s TO d WITH GRANT OPTION");
        for (i, grant) in ["TO c WITH", "TO a;", "TO b;"].iter().enumerate() {
            assert!(list[i + 1].contains(grant), "{list:?}");
        }
        assert_eq!(
            list[2],
            "DO $$\nDECLARE\n    own_role text := current_setting('role');\nBEGIN\n    SET LOCAL ROLE c;\n    \
             GRANT USAGE ON SCHEMA s TO a;\n    PERFORM set_config('role', own_role, true);\nEND\n$$"
        );
    }

    #[test]
    fn other_kinds() {
        for (value, expected) in [
            (
                json!({"id": "aggregate public.a(integer)", "schema": "public", "name": "a", "arguments": "integer", "parameters": "x integer"}),
                "GRANT EXECUTE ON FUNCTION public.a(integer) TO bob",
            ),
            (
                json!({"id": "server s", "name": "s"}),
                "GRANT EXECUTE ON FOREIGN SERVER s TO bob",
            ),
            (
                json!({"id": "privileges on table column pg_catalog.t.c", "on": "TABLE pg_catalog.t", "column": "c"}),
                "GRANT EXECUTE (c) ON TABLE pg_catalog.t TO bob",
            ),
            (
                json!({"id": "default privileges for role r in schema s on tables", "owner": "r", "in_schema": "s", "on": "tables"}),
                "ALTER DEFAULT PRIVILEGES FOR ROLE r IN SCHEMA s GRANT EXECUTE ON TABLES TO bob",
            ),
        ] {
            let mut value = value;
            value["grants"] = json!([{"to": "bob", "privileges": ["EXECUTE"]}]);
            assert_eq!(granted(value), [expected]);
        }
    }
}
