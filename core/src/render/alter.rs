//! ALTER statements with several clauses.

use super::target;
use crate::schema::Object;

/// A clause of ALTER TABLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// For this table and not for those that inherit from it.
    pub only: bool,
    pub text: String,
}

impl From<String> for Clause {
    fn from(text: String) -> Self {
        Clause { only: false, text }
    }
}

impl From<&str> for Clause {
    fn from(text: &str) -> Self {
        Clause::from(String::from(text))
    }
}

/// The clauses as statements: one, or two where some are for this table alone.
pub fn statements(object: &Object, clauses: &[Clause]) -> Vec<String> {
    let word = target::word(object.kind);
    let name = target::name(object);
    [(false, ""), (true, "ONLY ")]
        .into_iter()
        .filter_map(|(only, prefix)| {
            let chosen = clauses
                .iter()
                .filter(|c| c.only == only)
                .map(|c| c.text.as_str());
            statement(
                &format!("ALTER {word} {prefix}{name}"),
                &chosen.collect::<Vec<_>>(),
            )
        })
        .collect()
}

/// One clause on the same line, several on lines of their own.
pub fn statement(head: &str, clauses: &[&str]) -> Option<String> {
    match clauses {
        [] => None,
        [one] => Some(format!("{head} {one}")),
        several => Some(format!("{head}\n    {}", several.join(",\n    "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    #[test]
    fn clauses_are_batched() {
        let table = object(json!({"id": "table public.t", "schema": "public", "name": "t"}));
        let only = Clause {
            only: true,
            text: "C".into(),
        };
        assert_eq!(
            statements(&table, &["A".into(), only, "B".into()]),
            [
                "ALTER TABLE public.t\n    A,\n    B",
                "ALTER TABLE ONLY public.t C"
            ]
        );
        assert!(statements(&table, &[]).is_empty());
    }
}
