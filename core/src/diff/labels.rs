//! When an enum can stay as its values change.

use crate::render::{self, quote};
use crate::schema::{Attributes, Kind, Object, Schema};
use crate::sqltext::{tokens, Kind as Token};
use serde_json::Value;

/// What the server does not look into.
const OPAQUE: [&str; 4] = ["body", "comment", "labels", "security_labels"];

/// Whether an enum keeps all its values (that one in the same place is another name for the same is not
/// certain), and nothing of the schema to be uses a new one: that would have to wait for a commit.
/// A column that rows are distributed by keeps its type whatever happens.
pub fn can_stay(from: &Object, to: &Object, wanted: &Schema) -> bool {
    if from.kind != Kind::Enum || to.kind != Kind::Enum {
        return true;
    }
    let new = of(to);
    let keeps = of(from).iter().all(|label| new.contains(label));
    keeps && (distributes(to, wanted) || !uses(to, &added(from, to), wanted))
}

/// Whether a new value of an enum that stays is used by what is to be.
pub fn must_be_committed(from: &Object, to: &Object, wanted: &Schema) -> bool {
    let added = added(from, to);
    uses(to, &added, wanted) || distributes(to, wanted) && bounds(&added, wanted)
}

pub fn added<'a>(from: &Object, to: &'a Object) -> Vec<&'a str> {
    let old = of(from);
    of(to).into_iter().filter(|l| !old.contains(l)).collect()
}

pub fn of(object: &Object) -> Vec<&str> {
    let list = object.attributes.get("labels").and_then(Value::as_array);
    let list = list.into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

/// Whether a partition key has a column of the type.
fn distributes(to: &Object, wanted: &Schema) -> bool {
    let mut keyed = wanted
        .objects
        .iter()
        .filter_map(|o| Some((o, o.text("partition_key")?)));
    keyed.any(|(table, key)| {
        let mut columns = table.columns.iter().filter(|c| is_of(&c.attributes, to));
        columns.any(|c| crate::drift::text::mentions(key, &c.name))
    })
}

fn is_of(attributes: &Attributes, to: &Object) -> bool {
    let text = attributes.get("type").and_then(Value::as_str);
    text.is_some_and(|text| render::display(text.trim_end_matches("[]")) == to.display)
}

/// Whether a partition is for one of the values; a bound does not say of which type they are.
fn bounds(labels: &[&str], wanted: &Schema) -> bool {
    let has = |bound: &str| {
        tokens(bound).any(|t| matches!(&t.kind, Token::String(s) if labels.contains(&s.as_str())))
    };
    let mut all = wanted.objects.iter().filter_map(|o| o.text("bound"));
    all.any(has)
}

/// Whether anything has a constant of the type with one of the values.
fn uses(to: &Object, labels: &[&str], wanted: &Schema) -> bool {
    let name = quote::qualified(to.schema.as_deref(), to.name.as_deref().unwrap_or_default());
    let cast = format!("::{name}");
    let has = |text: &str| text.contains(&cast) && has_constant(text, &cast, labels);
    !labels.is_empty()
        && wanted.objects.iter().any(|object| {
            let columns = object.columns.iter().map(|c| &c.attributes);
            let mut all = std::iter::once(&object.attributes)
                .chain(columns)
                .flat_map(Attributes::iter);
            all.any(|(name, value)| !OPAQUE.contains(&name) && in_value(value, &has))
        })
}

fn in_value(value: &Value, has: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => has(text),
        Value::Array(list) => list.iter().any(|v| in_value(v, has)),
        Value::Object(map) => map.values().any(|v| in_value(v, has)),
        _ => false,
    }
}

/// The constant of an array has its elements in braces.
fn has_constant(text: &str, cast: &str, labels: &[&str]) -> bool {
    tokens(text).any(|token| match &token.kind {
        Token::String(constant) => text[token.end..].strip_prefix(cast).is_some_and(|rest| {
            let is_array = rest.starts_with("[]");
            labels
                .iter()
                .any(|label| constant == label || is_array && constant.contains(label))
        }),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_of_the_type() {
        let has = |text| has_constant(text, "::public.mood", &["it's"]);
        assert!(has("(m = 'it''s'::public.mood)"));
        assert!(has("ARRAY['a'::public.mood, 'it''s'::public.mood]"));
        assert!(has("'{a,it''s}'::public.mood[]"));
        assert!(!has("'it''s'::text"));
        assert!(!has("'its'::public.mood"));
    }
}
