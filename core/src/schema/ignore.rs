//! What a project leaves out: objects that something else makes, such as the partitions of a job.

use super::part::Part;
use super::Object;
use std::collections::HashSet;

/// A row of `migrate.ignored`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// None is any kind.
    pub kind: Option<String>,
    /// `*` stands for any characters, `?` for one.
    pub pattern: String,
}

impl Ignored {
    /// Whether an object is meant: its kind, and its name as `schema.name`, or `name` where there is
    /// no schema, without quotes.
    pub fn matches(&self, kind: &str, name: &str) -> bool {
        self.kind.as_deref().is_none_or(|k| k == kind) && matches(&self.pattern, name)
    }
}

/// A schema without what is ignored, or hangs on it.
pub fn without(mut part: Part, ignored: &[Ignored]) -> Part {
    if ignored.is_empty() {
        return part;
    }
    let objects = &part.schema.objects;
    let tables: HashSet<&str> = (objects.iter())
        .filter(|o| is_ignored(o, ignored))
        .map(|o| o.display.as_str())
        .collect();
    let hangs = |o: &Object| o.on.as_deref().is_some_and(|table| tables.contains(table));
    let keep: Vec<bool> = (objects.iter())
        .map(|o| !is_ignored(o, ignored) && !hangs(o))
        .collect();
    part.retain(&keep);
    part
}

fn is_ignored(object: &Object, ignored: &[Ignored]) -> bool {
    let name = match (&object.schema, &object.name) {
        (Some(schema), Some(name)) => format!("{schema}.{name}"),
        (None, Some(name)) => name.clone(),
        _ => object.display.clone(),
    };
    ignored
        .iter()
        .any(|i| i.matches(object.kind.as_str(), &name))
}

/// Goes back to the last `*` only, which is enough: what an earlier one took never has to grow.
fn matches(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    let mut last_star = None;
    loop {
        let rest = text.clone();
        match (pattern.next(), text.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                text = rest;
                last_star = Some((pattern.clone(), text.clone()));
            }
            (Some('?'), Some(_)) => {}
            (Some(p), Some(t)) if p == t => {}
            _ => {
                let Some((after, taken)) = &mut last_star else {
                    return false;
                };
                if taken.next().is_none() {
                    return false;
                }
                (pattern, text) = (after.clone(), taken.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ignored(kind: Option<&str>, pattern: &str) -> Ignored {
        Ignored {
            kind: kind.map(Into::into),
            pattern: pattern.into(),
        }
    }

    #[test]
    fn stars_and_question_marks() {
        for (pattern, name) in [
            ("public.events_*", "public.events_2024_01"),
            ("public.events_*", "public.events_"),
            ("*.events_????", "app.events_2024"),
            ("*", ""),
            ("*", "public.t"),
            ("partman.*", "partman.a.b"),
            ("*a*b*c", "xxaybzbc"),
            ("**x", "x"),
            ("public.größe?", "public.größeß"),
            ("public.Mixed Case", "public.Mixed Case"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("public.events_*", "public.events"),
            ("public.events_*", "app.public.events_1"),
            ("public.t", "public.T"),
            ("public.t", "public.tt"),
            ("*.events_????", "app.events_202"),
            ("?", ""),
            ("", "a"),
            ("*a*b*c", "xxaybzb"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn the_kind_counts_where_there_is_one() {
        assert!(ignored(Some("table"), "public.*").matches("table", "public.t"));
        assert!(!ignored(Some("table"), "public.*").matches("view", "public.t"));
        assert!(ignored(None, "public.*").matches("view", "public.t"));
    }

    /// The definition, which takes exponential time.
    fn by_definition(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            (['*', rest @ ..], _) => (0..=text.len()).any(|n| by_definition(rest, &text[n..])),
            (['?', p @ ..], [_, t @ ..]) => by_definition(p, t),
            ([a, p @ ..], [b, t @ ..]) => a == b && by_definition(p, t),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn as_defined(pattern in "[ab*?]{0,8}", text in "[ab]{0,10}") {
            let chars = |s: &str| s.chars().collect::<Vec<_>>();
            prop_assert_eq!(matches(&pattern, &text), by_definition(&chars(&pattern), &chars(&text)));
        }
    }
}
