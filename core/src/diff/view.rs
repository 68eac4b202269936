//! Whether CREATE OR REPLACE VIEW does it. The types of a view's columns are in no document: they are
//! the same for certain where the same is selected from the same.

use crate::render::syntax;
use crate::schema::{Kind, Object};

/// Whether a view's columns keep their types, and new ones come behind them.
pub fn keeps_columns(from: &Object, to: &Object) -> bool {
    let definition = |o: &'_ Object| o.text("definition").unwrap_or_default().to_string();
    let (old, new) = (definition(from), definition(to));
    if from.kind != Kind::View || old == new {
        return true;
    }
    match (Select::of(&old), Select::of(&new)) {
        (Some(old), Some(new)) => new.extends(&old),
        _ => false,
    }
}

/// What is selected, and from where.
struct Select<'a> {
    items: Vec<&'a str>,
    sources: &'a str,
}

/// What can follow the sources.
const CLAUSES: [&str; 9] = [
    "WHERE ",
    "GROUP BY ",
    "HAVING ",
    "WINDOW ",
    "ORDER BY ",
    "LIMIT ",
    "OFFSET ",
    "FETCH ",
    "FOR ",
];

impl<'a> Select<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let rest = text.trim_start().strip_prefix("SELECT ")?;
        let several = ["UNION", "INTERSECT", "EXCEPT"];
        if several.iter().any(|w| syntax::find(rest, w).is_some()) {
            return None;
        }
        let from = syntax::find(rest, "\n   FROM ");
        let (list, after) = rest.split_at(from.unwrap_or(rest.len()));
        let ends = CLAUSES
            .iter()
            .filter_map(|c| syntax::find(after, &format!("\n  {c}")));
        let end = ends.min().unwrap_or(after.len());
        let sources = after[..end].trim();
        let items = syntax::items(list);
        Some(Select { items, sources })
    }

    fn extends(&self, old: &Select) -> bool {
        self.items.starts_with(&old.items) && self.sources.starts_with(old.sources)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extends(old: &str, new: &str) -> bool {
        Select::of(new).unwrap().extends(&Select::of(old).unwrap())
    }

    #[test]
    fn the_same_from_the_same() {
        let old = "SELECT t.a,\n    f(t.b, 1) AS f\n   FROM public.t\n  WHERE (t.a > 0)";
        let new = "SELECT t.a,\n    f(t.b, 1) AS f,\n    t.c\n   FROM public.t";
        assert!(extends(old, new));
        assert!(!extends(new, old));
        assert!(!extends(
            old,
            "SELECT t.a,\n    f(t.b, 1) AS f\n   FROM public.u"
        ));
        assert!(!extends(
            old,
            "SELECT (t.a)::text AS a,\n    f(t.b, 1) AS f\n   FROM public.t"
        ));
        assert!(Select::of("SELECT 1 UNION SELECT 2").is_none());
    }
}
