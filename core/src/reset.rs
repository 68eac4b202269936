//! What a reset drops: the objects that the history made or took over.

use crate::diff::{dependents, without};
use crate::schema::{Kind, Object, Schema};
use std::collections::HashSet;

/// The name of Prisma's table, of which a reset takes the rows only.
pub const PRISMA_TABLE: &str = "_prisma_migrations";

/// What is there, split by a reset.
pub struct Reset {
    pub whole: Schema,
    /// For each object whether it goes.
    pub gone: Vec<bool>,
    /// For each object whether the history has to do with it.
    pub owned: Vec<bool>,
}

impl Reset {
    /// `expected` are the kinds and displays of what the history left; `texts` are those of its
    /// migrations, and of the ones to come.
    pub fn of(whole: Schema, expected: &HashSet<(Kind, String)>, texts: &[String]) -> Self {
        let texts = Texts::of(texts);
        let owned: Vec<bool> = (whole.objects.iter())
            .map(|o| expected.contains(&(o.kind, o.display.clone())))
            .collect();
        let first: Vec<usize> = (0..owned.len())
            .filter(|i| owned[*i] && !stays(&whole.objects[*i], &texts))
            .collect();
        Reset {
            gone: dependents(&whole, &first),
            owned,
            whole,
        }
    }

    /// The schema that is to be left.
    pub fn rest(&self) -> Schema {
        without(&self.whole, &self.gone)
    }

    /// What goes only because it needs what goes.
    pub fn strays(&self) -> impl Iterator<Item = &Object> {
        let objects = self.whole.objects.iter().zip(&self.gone).zip(&self.owned);
        objects
            .filter(|((_, gone), owned)| **gone && !**owned)
            .map(|((object, _), _)| object)
    }

    /// What stays and was nobody's.
    pub fn others(&self) -> HashSet<(Kind, String)> {
        let objects = self.whole.objects.iter().zip(&self.gone).zip(&self.owned);
        objects
            .filter(|((_, gone), owned)| !**gone && !**owned)
            .map(|((object, _), _)| (object.kind, object.display.clone()))
            .collect()
    }
}

/// What is there for the migrations, and not by them: someone may have made it who has more rights.
fn stays(object: &Object, texts: &Texts) -> bool {
    let name = object.name.as_deref().unwrap_or_default();
    match object.kind {
        Kind::Schema => name == "public" || !texts.make("schema", name),
        Kind::Extension => !texts.make_plainly("extension", name),
        Kind::DefaultPrivileges => !texts.0.contains("alter default privileges"),
        Kind::Privileges => true,
        _ => {
            let table = object.on.as_deref().unwrap_or(&object.display);
            table.rsplit('.').next() == Some(PRISMA_TABLE)
        }
    }
}

/// The texts in small letters, with single blanks and without quotes. DO blocks count too.
struct Texts(String);

impl Texts {
    fn of(texts: &[String]) -> Self {
        let mut all = String::new();
        for text in texts {
            let text = text.to_lowercase().replace(['"', ';'], " ");
            for word in text.split_whitespace() {
                all += word;
                all.push(' ');
            }
        }
        Texts(all)
    }

    fn make(&self, kind: &str, name: &str) -> bool {
        let name = name.to_lowercase();
        self.make_plainly(kind, &name)
            || self
                .0
                .contains(&format!("create {kind} if not exists {name} "))
    }

    /// Whether it must not be there yet.
    fn make_plainly(&self, kind: &str, name: &str) -> bool {
        let name = name.to_lowercase();
        self.0.contains(&format!("create {kind} {name} "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::json;
    use serde_json::json;

    fn schema() -> Schema {
        let object = |kind: &str, name: &str| json!({"id": format!("{kind} {name}"), "kind": kind, "schema": "public", "name": name.strip_prefix("public.").unwrap_or(name)});
        let mut view = object("view", "public.v");
        view["depends"] = json!(["table public.t"]);
        let mut objects = vec![
            json!({"id": "schema app", "kind": "schema", "name": "app"}),
            json!({"id": "schema own", "kind": "schema", "name": "own"}),
            json!({"id": "schema public", "kind": "schema", "name": "public"}),
            json!({"id": "extension citext", "kind": "extension", "name": "citext"}),
            object("table", "public._prisma_migrations"),
            object("table", "public.mine"),
            object("table", "public.t"),
        ];
        objects.push(view);
        json::read(&json!({"version": 1, "server": 15, "objects": objects}).to_string()).unwrap()
    }

    fn displays<'a>(objects: impl IntoIterator<Item = &'a Object>) -> Vec<&'a str> {
        objects.into_iter().map(|o| o.display.as_str()).collect()
    }

    #[test]
    fn what_the_history_left_goes_with_what_needs_it() {
        let whole = schema();
        let left = ["public.mine", "public.v"];
        let expected = whole
            .objects
            .iter()
            .filter(|o| !left.contains(&o.display.as_str()));
        let expected = expected.map(|o| (o.kind, o.display.clone())).collect();
        let texts = ["DO $$ begin create schema if not exists \"Own\"; end $$; create extension if not exists citext".to_string()];
        let reset = Reset::of(whole, &expected, &texts);
        let rest = reset.rest();
        assert_eq!(
            displays(&rest.objects),
            [
                "app",
                "public",
                "citext",
                "public._prisma_migrations",
                "public.mine"
            ]
        );
        assert_eq!(displays(reset.strays()), ["public.v"]);
        assert_eq!(
            reset.others(),
            HashSet::from([(Kind::Table, "public.mine".to_string())])
        );
        let plain = ["create extension citext;".to_string()];
        let reset = Reset::of(schema(), &expected, &plain);
        assert!(!displays(&reset.rest().objects).contains(&"citext"));
    }
}
