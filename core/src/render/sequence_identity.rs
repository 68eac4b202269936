//! Sequences of identity columns, which the column's clause creates and drops: what is left to say
//! about them, and how an ordinary one becomes one and back without losing its place.

use super::difference::{is, Change};
use super::{quote, sequence, target, Context};
use crate::schema::{Kind, Object};

/// ` (SEQUENCE NAME s START WITH 5)`: what a column's identity clause has to say, or nothing.
pub fn clause(table: &Object, column: &str, context: &Context) -> String {
    let Some(sequence) = context.identity_sequence(table, column) else {
        return String::new();
    };
    let mut list = Vec::new();
    if !has_usual_name(sequence, table, column) {
        list.push(format!("SEQUENCE NAME {}", target::own_name(sequence)));
    }
    list.extend(sequence::options(sequence));
    match list.is_empty() {
        true => String::new(),
        false => format!(" ({})", list.join(" ")),
    }
}

/// Whether it is called as the server would call it.
fn has_usual_name(sequence: &Object, table: &Object, column: &str) -> bool {
    let name = format!("{}_{column}_seq", table.name.as_deref().unwrap_or_default());
    sequence.schema == table.schema && sequence.name.as_ref() == Some(&name) && name.len() < 64
}

/// Whether it is logged is as its table, unless it was changed.
pub fn persistence(sequence: &Object, context: &Context) -> Vec<String> {
    let unlogged = is(&sequence.attributes, "unlogged");
    match table(sequence, context) {
        Some(table) if is(&table.attributes, "unlogged") != unlogged && context.server() >= 15 => {
            let word = if unlogged { "UNLOGGED" } else { "LOGGED" };
            vec![format!("ALTER {} SET {word}", target::of(sequence))]
        }
        _ => Vec::new(),
    }
}

fn table<'a>(sequence: &Object, context: &Context<'a>) -> Option<&'a Object> {
    let parts = quote::parts(sequence.text("owned_by")?)?;
    let (_, table) = parts.split_last()?;
    let names: Vec<String> = table.iter().map(|n| quote::ident(n)).collect();
    context.table(&super::context::display(&names.join(".")))
}

/// An ordinary sequence becomes an identity column's: before its table changes, it makes way for the
/// new one, which has its name and goes on where it has been. Then it goes.
pub fn make_way(table: &Object, context: &Context) -> Vec<String> {
    let new = (table.columns.iter()).filter_map(|c| context.identity_sequence(table, &c.name));
    let old = new.filter_map(|s| context.before(s));
    old.filter(|s| !is(&s.attributes, "identity"))
        .flat_map(step_aside)
        .collect()
}

fn step_aside(sequence: &Object) -> Vec<String> {
    let mut list = Vec::new();
    if sequence.text("owned_by").is_some() {
        list.push(format!("ALTER {} OWNED BY NONE", target::of(sequence)));
    }
    let name = aside(sequence).name.unwrap_or_default();
    let name = quote::ident(&name);
    list.push(format!("ALTER {} RENAME TO {name}", target::of(sequence)));
    list
}

pub fn finish_adoption(from: &Object, to: &Object, context: &Context) -> Vec<String> {
    let old = aside(from);
    let mut list = vec![go_on(to, &old), format!("DROP {}", target::of(&old))];
    list.extend(persistence(to, context));
    list
}

/// An identity column's sequence becomes an ordinary one.
pub fn release(from: &Object, to: &Object, context: &Context) -> Change {
    let Some(column) = from.text("owned_by").and_then(quote::parts) else {
        return Change::Never;
    };
    let Some((column, table)) = column.split_last() else {
        return Change::Never;
    };
    let table = table
        .iter()
        .map(|n| quote::ident(n))
        .collect::<Vec<_>>()
        .join(".");
    let new = aside(to);
    let mut list = (super::family::of(Kind::Sequence).create)(&new, context);
    list.push(go_on(&new, from));
    list.push(format!(
        "ALTER TABLE {table} ALTER COLUMN {} DROP IDENTITY",
        quote::ident(column)
    ));
    let name = quote::ident(to.name.as_deref().unwrap_or_default());
    list.push(format!("ALTER {} RENAME TO {name}", target::of(&new)));
    Change::InPlace(list)
}

fn go_on(new: &Object, old: &Object) -> String {
    format!(
        "SELECT setval({}, last_value, is_called) FROM {}",
        quote::literal(&target::own_name(new)),
        target::own_name(old)
    )
}

/// The same sequence under a name for the time in between.
fn aside(sequence: &Object) -> Object {
    let mut other = sequence.clone();
    let name = sequence.name.as_deref().unwrap_or_default();
    let end = (0..=name.len().min(55))
        .rev()
        .find(|i| name.is_char_boundary(*i));
    other.name = Some(format!("{}_before", &name[..end.unwrap_or(0)]));
    other
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::schema;
    use crate::render::{change, drop, finish_change};
    use serde_json::{json, Value};

    fn sequence(more: Value) -> Value {
        let mut value = json!({"id": "sequence public.t_a_seq", "schema": "public", "name": "t_a_seq",
            "owned_by": "public.t.a", "start": 1, "increment": 1, "minimum": 1, "maximum": i64::MAX, "cache": 1});
        for (name, v) in more.as_object().unwrap() {
            value[name] = v.clone();
        }
        value
    }

    fn with(sequence: Value) -> crate::schema::Schema {
        schema(vec![
            sequence,
            json!({"id": "table public.t", "schema": "public", "name": "t", "columns": [{"name": "a"}]}),
        ])
    }

    #[test]
    fn clauses() {
        for (more, expected) in [
            (json!({}), ""),
            (json!({"start": 5}), " (START WITH 5)"),
            (
                json!({"id": "sequence public.other", "name": "other", "cycle": true}),
                " (SEQUENCE NAME public.other CYCLE)",
            ),
        ] {
            let mut value = sequence(more);
            value["identity"] = true.into();
            let there = with(value);
            let context = Context::new(&there);
            let table = there.find(Kind::Table, "public.t").unwrap();
            assert_eq!(clause(table, "a", &context), expected);
        }
    }

    #[test]
    fn from_serial_to_identity_and_back() {
        let plain = with(sequence(json!({})));
        let identity = with(sequence(json!({"identity": true})));
        let (from, to) = (&plain.objects[0], &identity.objects[0]);
        let context = Context::between(&plain, &identity);
        assert_eq!(
            make_way(&identity.objects[1], &context),
            [
                "ALTER SEQUENCE public.t_a_seq OWNED BY NONE",
                "ALTER SEQUENCE public.t_a_seq RENAME TO t_a_seq_before",
            ]
        );
        assert!(change(from, to, &context).unwrap().is_empty());
        assert_eq!(
            finish_change(from, to, &context),
            [
                "SELECT setval('public.t_a_seq', last_value, is_called) FROM public.t_a_seq_before",
                "DROP SEQUENCE public.t_a_seq_before",
            ]
        );
        let context = Context::between(&identity, &plain);
        assert_eq!(
            change(to, from, &context).unwrap(),
            [
                "CREATE SEQUENCE public.t_a_seq_before",
                "SELECT setval('public.t_a_seq_before', last_value, is_called) FROM public.t_a_seq",
                "ALTER TABLE public.t ALTER COLUMN a DROP IDENTITY",
                "ALTER SEQUENCE public.t_a_seq_before RENAME TO t_a_seq",
            ]
        );
        assert_eq!(
            finish_change(to, from, &context),
            ["ALTER SEQUENCE public.t_a_seq OWNED BY public.t.a"]
        );
        assert!(drop(to, &context).is_empty());
    }
}
