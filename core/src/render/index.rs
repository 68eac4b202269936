//! Indexes that belong to no constraint.

use super::alter;
use super::difference::{any, is, only, Change};
use super::family::Family;
use super::{marks, options, partition, quote, rename, target, Context};
use crate::schema::Object;
use serde_json::Value;

pub const FAMILY: Family = Family {
    finish,
    drop,
    change,
    finish_change,
    rename: rename::in_schema_of_table,
    ..Family::new(create)
};

fn create(index: &Object, context: &Context) -> Vec<String> {
    if partition::comes_along(index, context) {
        return Vec::new();
    }
    let only = if partition::recurses(index, context) {
        ""
    } else {
        "ONLY "
    };
    let mut list = vec![statement(index, only)];
    list.extend(statistics(None, index));
    list
}

fn statement(index: &Object, only: &str) -> String {
    let unique = if is(&index.attributes, "unique") {
        "UNIQUE "
    } else {
        ""
    };
    let name = quote::ident(index.name.as_deref().unwrap_or_default());
    let mut text = format!("CREATE {unique}INDEX {name} ON {only}{}", target::on(index));
    if let Some(method) = index.text("method").filter(|m| *m != "btree") {
        text += &format!(" USING {}", quote::ident(method));
    }
    text += &format!(" ({})", index.text("key_columns").unwrap_or_default());
    if let Some(include) = index.text("include") {
        text += &format!(" INCLUDE ({include})");
    }
    if is(&index.attributes, "nulls_not_distinct") {
        text += " NULLS NOT DISTINCT";
    }
    text += &options::with(&index.attributes);
    if let Some(tablespace) = index.text("tablespace") {
        text += &format!(" TABLESPACE {}", quote::ident(tablespace));
    }
    if let Some(condition) = index.text("where") {
        text += &format!(" WHERE {}", quote::in_parentheses(condition));
    }
    text
}

fn finish(index: &Object, context: &Context) -> Vec<String> {
    let mut list = Vec::new();
    if !partition::comes_along(index, context) {
        list.extend(partition::attach(index, context));
    }
    list.extend(marks::of_index(index, context));
    list
}

/// A partition's goes with its parent's, a constraint's only if it is said.
fn drop(index: &Object, context: &Context) -> Vec<String> {
    let attached = index.text("attached_to").is_some();
    if attached && !partition::is_detached(index, context) {
        return Vec::new();
    }
    let cascade = match partition::had_constraints(index, context) {
        true => " CASCADE",
        false => "",
    };
    vec![format!("DROP {}{cascade}", target::of(index))]
}

fn change(from: &Object, to: &Object, context: &Context) -> Change {
    let alterable = [
        "attached_to",
        "invalid",
        "options",
        "statistics",
        "tablespace",
    ];
    let both = [from, to];
    let partitioned = both.iter().any(|i| is_partitioned(i, context));
    let (was_invalid, invalid) = (
        is(&from.attributes, "invalid"),
        is(&to.attributes, "invalid"),
    );
    if partition::loses_parent(from, to, context) || partitioned && invalid && !was_invalid {
        return Change::Never;
    }
    if from.on != to.on || !only(from, to, &alterable) {
        // A partitioned table's takes those of the partitions along.
        let attached = both.iter().any(|i| i.text("attached_to").is_some());
        return match partitioned || attached {
            true => Change::Never,
            false => Change::Again,
        };
    }
    let mut list = settings(from, to);
    if was_invalid && !invalid && !partitioned {
        list.push(format!("REINDEX {}", target::of(to)));
    }
    Change::InPlace(list)
}

/// An index of a partitioned table is valid when those of all partitions are attached.
fn is_partitioned(index: &Object, context: &Context) -> bool {
    let table = index.on.as_deref().and_then(|on| context.table(on));
    table.is_some_and(|table| table.text("partition_key").is_some())
}

pub fn finish_change(from: &Object, to: &Object, context: &Context) -> Vec<String> {
    let moved = any(from, to, &["attached_to"]) && !partition::is_new_partition(to, context);
    match moved && !partition::comes_along(to, context) {
        true => partition::attach(to, context).into_iter().collect(),
        false => Vec::new(),
    }
}

/// Options, tablespace and statistics targets of an index, also of one behind a constraint.
pub fn settings(from: &Object, to: &Object) -> Vec<String> {
    let mut clauses = options::change(&from.attributes, &to.attributes);
    if any(from, to, &["tablespace"]) {
        let tablespace = to.text("tablespace").unwrap_or("pg_default");
        clauses.push(format!("SET TABLESPACE {}", quote::ident(tablespace)));
    }
    let clauses: Vec<&str> = clauses.iter().map(String::as_str).collect();
    let statement = alter::statement(&format!("ALTER INDEX {}", marks::index_name(to)), &clauses);
    (statement.into_iter().chain(statistics(Some(from), to))).collect()
}

/// Targets for what the index computes.
pub fn statistics(from: Option<&Object>, to: &Object) -> Vec<String> {
    let old = from.map(targets).unwrap_or_default();
    let new = targets(to);
    let gone = old
        .iter()
        .filter(|(column, _)| new.iter().all(|(c, _)| c != column));
    let gone = gone.map(|(column, _)| (*column, -1));
    let come = new.iter().filter(|target| !old.contains(target)).copied();
    let clauses: Vec<String> = gone
        .chain(come)
        .map(|(column, target)| format!("ALTER COLUMN {column} SET STATISTICS {target}"))
        .collect();
    let clauses: Vec<&str> = clauses.iter().map(String::as_str).collect();
    alter::statement(&format!("ALTER INDEX {}", marks::index_name(to)), &clauses)
        .into_iter()
        .collect()
}

fn targets(index: &Object) -> Vec<(i64, i64)> {
    let Some(Value::Array(list)) = index.attributes.get("statistics") else {
        return Vec::new();
    };
    let number = |entry: &Value, name: &str| entry.get(name).and_then(Value::as_i64);
    (list.iter())
        .filter_map(|entry| Some((number(entry, "column")?, number(entry, "target")?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, drop};
    use serde_json::json;

    fn index(more: Value) -> Object {
        let mut value = json!({"id": "index public.i", "schema": "public", "name": "i", "on": "public.t",
            "method": "btree", "key_columns": "a"});
        for (name, v) in more.as_object().unwrap() {
            value[name] = v.clone();
        }
        object(value)
    }

    #[test]
    fn created_and_dropped() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let all = index(
            json!({"unique": true, "method": "gist", "key_columns": "a, lower(b) DESC", "include": "c",
            "nulls_not_distinct": true, "options": ["fillfactor=70"], "tablespace": "fast", "where": "(a > 0)",
            "statistics": [{"column": 2, "target": 500}]}),
        );
        assert_eq!(
            create(&all, &context),
            [
                "CREATE UNIQUE INDEX i ON public.t USING gist (a, lower(b) DESC) INCLUDE (c) NULLS NOT DISTINCT \
                 WITH (fillfactor = 70) TABLESPACE fast WHERE (a > 0)",
                "ALTER INDEX public.i ALTER COLUMN 2 SET STATISTICS 500",
            ]
        );
        assert_eq!(
            create(&index(json!({})), &context),
            ["CREATE INDEX i ON public.t (a)"]
        );
        assert_eq!(drop(&all, &context), ["DROP INDEX public.i"]);
    }

    #[test]
    fn changes() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let from = index(
            json!({"options": ["fillfactor=70"], "statistics": [{"column": 1, "target": 5}], "invalid": true}),
        );
        let to = index(json!({"tablespace": "fast"}));
        assert_eq!(
            change(&from, &to, &context).unwrap(),
            [
                "ALTER INDEX public.i\n    RESET (fillfactor),\n    SET TABLESPACE fast",
                "ALTER INDEX public.i ALTER COLUMN 1 SET STATISTICS -1",
                "REINDEX INDEX public.i",
            ]
        );
        assert_eq!(
            change(&to, &index(json!({"key_columns": "b"})), &context).unwrap(),
            ["DROP INDEX public.i", "CREATE INDEX i ON public.t (b)"]
        );
        let mut moved = to.clone();
        moved.on = Some("public.u".into());
        moved.attributes.remove("tablespace");
        assert_eq!(
            change(&to, &moved, &context).unwrap(),
            ["DROP INDEX public.i", "CREATE INDEX i ON public.u (a)"]
        );
        let attached = index(json!({"attached_to": "public.p_i"}));
        assert_eq!(change(&attached, &index(json!({})), &context), None);
    }
}
