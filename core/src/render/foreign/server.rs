//! Foreign servers.

use super::{options_change, options_of};
use crate::render::difference::{any, only, Change};
use crate::render::family::Family;
use crate::render::{quote, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let mut text = format!("CREATE {}", target::of(object));
    for (name, word) in [("type", "TYPE"), ("version", "VERSION")] {
        if let Some(value) = object.text(name) {
            text += &format!(" {word} {}", quote::literal(value));
        }
    }
    let wrapper = quote::dotted(object.text("wrapper").unwrap_or_default());
    vec![format!(
        "{text} FOREIGN DATA WRAPPER {wrapper}{}",
        options_of(object)
    )]
}

fn change(from: &Object, to: &Object, _: &Context) -> Change {
    if !only(from, to, &["version", "options"]) {
        return Change::Again;
    }
    let mut text = format!("ALTER {}", target::of(to));
    if any(from, to, &["version"]) {
        text += &format!(
            " VERSION {}",
            to.text("version").map_or("NULL".into(), quote::literal)
        );
    }
    if let Some(options) = options_change(from, to) {
        text += &format!(" {options}");
    }
    Change::InPlace(vec![text])
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn servers() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let old = object(
            json!({"id": "server s", "name": "s", "type": "t", "version": "1", "wrapper": "w", "options": ["host=a"]}),
        );
        let new = object(json!({"id": "server s", "name": "s", "type": "t", "wrapper": "w"}));
        let other = object(json!({"id": "server s", "name": "s", "wrapper": "w"}));
        assert_eq!(
            create(&old, &context),
            ["CREATE SERVER s TYPE 't' VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'a')"]
        );
        assert_eq!(
            change(&old, &new, &context).unwrap(),
            ["ALTER SERVER s VERSION NULL OPTIONS (DROP host)"]
        );
        assert_eq!(
            change(&new, &other, &context).unwrap(),
            ["DROP SERVER s", "CREATE SERVER s FOREIGN DATA WRAPPER w"]
        );
    }
}
