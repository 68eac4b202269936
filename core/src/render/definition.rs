//! Lists of CREATE statements: `(NAME = value, …)`.

use super::{difference, quote};
use crate::schema::Object;

/// Collects what is said of an object in such a list, in the order of the calls.
pub struct Definition<'a> {
    object: &'a Object,
    items: Vec<String>,
}

impl<'a> Definition<'a> {
    pub fn of(object: &'a Object) -> Self {
        Definition {
            object,
            items: Vec::new(),
        }
    }

    /// An attribute that is SQL as it is: a type, a number.
    pub fn text(self, word: &str, attribute: &str) -> Self {
        let value = match self.object.attributes.get(attribute) {
            Some(serde_json::Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
            None => None,
        };
        self.pair(word, value)
    }

    /// The name of something else.
    pub fn name(self, word: &str, attribute: &str) -> Self {
        let value = self.object.text(attribute).map(quote::dotted);
        self.pair(word, value)
    }

    pub fn literal(self, word: &str, attribute: &str) -> Self {
        let value = self.object.text(attribute).map(quote::literal);
        self.pair(word, value)
    }

    /// A word without a value, where the attribute is true.
    pub fn flag(mut self, word: &str, attribute: &str) -> Self {
        if difference::is(&self.object.attributes, attribute) {
            self.items.push(word.into());
        }
        self
    }

    pub fn pair(mut self, word: &str, value: Option<String>) -> Self {
        self.items.extend(value.map(|v| format!("{word} = {v}")));
        self
    }

    pub fn items(self) -> Vec<String> {
        self.items
    }

    pub fn list(self) -> String {
        parenthesised(&self.items)
    }
}

/// What fits is on one line, else each item has its own.
pub fn parenthesised(items: &[String]) -> String {
    let line = items.join(", ");
    let fits = line.len() <= 72 && !line.contains('\n');
    match fits {
        true => format!("({line})"),
        false => format!("(\n    {}\n)", items.join(",\n    ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    #[test]
    fn lists() {
        let of = object(
            json!({"id": "base type public.t", "schema": "public", "name": "t",
            "input": "user.in", "length": 4, "by_value": true, "default": "it's"}),
        );
        let list = Definition::of(&of)
            .name("INPUT", "input")
            .name("OUTPUT", "output")
            .text("INTERNALLENGTH", "length")
            .flag("PASSEDBYVALUE", "by_value")
            .literal("DEFAULT", "default");
        assert_eq!(
            parenthesised(&list.items[..2]),
            "(INPUT = \"user\".\"in\", INTERNALLENGTH = 4)"
        );
        assert_eq!(
            list.list(),
            "(\n    INPUT = \"user\".\"in\",\n    INTERNALLENGTH = 4,\n    PASSEDBYVALUE,\n    DEFAULT = 'it''s'\n)"
        );
    }
}
