//! COMMENT ON, for objects, columns and the indexes behind constraints.

use super::{quote, target};
use crate::schema::{Attributes, Kind, Object};

pub fn create(object: &Object) -> Vec<String> {
    let none = Attributes::new();
    let mut list: Vec<String> = [own(object, &none), of_index(object, &none)]
        .into_iter()
        .flatten()
        .collect();
    for column in &object.columns {
        let what = column_target(object, &column.name);
        list.extend(comment(&none, &column.attributes, "comment", &what));
    }
    list
}

pub fn change(from: &Object, to: &Object) -> Vec<String> {
    let mut list: Vec<String> = [own(to, &from.attributes), of_index(to, &from.attributes)]
        .into_iter()
        .flatten()
        .collect();
    let none = Attributes::new();
    for column in &to.columns {
        let old = from.column(&column.name).map_or(&none, |c| &c.attributes);
        let what = column_target(to, &column.name);
        list.extend(comment(old, &column.attributes, "comment", &what));
    }
    list
}

/// `COLUMN public.users.name`
pub fn column_target(object: &Object, column: &str) -> String {
    format!(
        "COLUMN {}.{}",
        target::own_name(object),
        quote::ident(column)
    )
}

fn own(object: &Object, from: &Attributes) -> Option<String> {
    comment(from, &object.attributes, "comment", &target::of(object))
}

/// The index of a constraint has the constraint's name and its table's schema.
fn of_index(object: &Object, from: &Attributes) -> Option<String> {
    if object.kind != Kind::Constraint {
        return None;
    }
    let table = quote::parts(object.on.as_deref()?)?;
    let schema = (table.len() > 1).then(|| table[0].as_str());
    let index = quote::qualified(schema, object.name.as_deref()?);
    comment(
        from,
        &object.attributes,
        "index_comment",
        &format!("INDEX {index}"),
    )
}

fn comment(from: &Attributes, to: &Attributes, name: &str, what: &str) -> Option<String> {
    let (old, new) = (from.get(name), to.get(name));
    if old == new {
        return None;
    }
    let text = match new.and_then(|v| v.as_str()) {
        Some(text) if !text.is_empty() => quote::literal(text),
        _ => "NULL".into(),
    };
    Some(format!("COMMENT ON {what} IS {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    #[test]
    fn objects_and_columns() {
        let from = object(
            json!({"id": "table public.t", "schema": "public", "name": "t", "comment": "it's",
            "columns": [{"name": "a", "comment": "x"}, {"name": "b", "comment": "y"}]}),
        );
        let to = object(
            json!({"id": "table public.t", "schema": "public", "name": "t",
            "columns": [{"name": "a", "comment": "x"}, {"name": "b", "comment": "z"}]}),
        );
        assert_eq!(
            create(&from),
            [
                "COMMENT ON TABLE public.t IS 'it''s'",
                "COMMENT ON COLUMN public.t.a IS 'x'",
                "COMMENT ON COLUMN public.t.b IS 'y'",
            ]
        );
        assert_eq!(
            change(&from, &to),
            [
                "COMMENT ON TABLE public.t IS NULL",
                "COMMENT ON COLUMN public.t.b IS 'z'"
            ]
        );
    }

    #[test]
    fn constraints_and_their_indexes() {
        let pk = object(
            json!({"id": "constraint t_pkey on public.t", "name": "t_pkey", "on": "public.t",
            "comment": "a", "index_comment": "b"}),
        );
        assert_eq!(
            create(&pk),
            [
                "COMMENT ON CONSTRAINT t_pkey ON public.t IS 'a'",
                "COMMENT ON INDEX public.t_pkey IS 'b'",
            ]
        );
    }
}
