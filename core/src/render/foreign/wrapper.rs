//! Foreign-data wrappers.

use super::{options_change, options_of};
use crate::render::difference::{any, Change};
use crate::render::family::Family;
use crate::render::{quote, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

const FUNCTIONS: [(&str, &str); 2] = [("handler", "HANDLER"), ("validator", "VALIDATOR")];

fn create(object: &Object, _: &Context) -> Vec<String> {
    let mut text = format!("CREATE {}", target::of(object));
    for (name, word) in FUNCTIONS {
        if let Some(function) = object.text(name) {
            text += &format!(" {word} {}", quote::dotted(function));
        }
    }
    vec![text + &options_of(object)]
}

fn change(from: &Object, to: &Object, _: &Context) -> Change {
    let mut text = format!("ALTER {}", target::of(to));
    for (name, word) in FUNCTIONS.iter().filter(|(name, _)| any(from, to, &[name])) {
        text += &match to.text(name) {
            Some(function) => format!(" {word} {}", quote::dotted(function)),
            None => format!(" NO {word}"),
        };
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
    fn wrappers() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let id = "foreign-data wrapper w";
        let old = object(json!({"id": id, "name": "w", "handler": "public.h", "options": ["a=1"]}));
        let new =
            object(json!({"id": id, "name": "w", "validator": "v", "options": ["a=2", "b=x"]}));
        assert_eq!(
            create(&old, &context),
            ["CREATE FOREIGN DATA WRAPPER w HANDLER public.h OPTIONS (a '1')"]
        );
        assert_eq!(
            change(&old, &new, &context).unwrap(),
            ["ALTER FOREIGN DATA WRAPPER w NO HANDLER VALIDATOR v OPTIONS (SET a '2', ADD b 'x')"]
        );
    }
}
