//! The definitions of keys and indexes, taken apart.

use crate::prisma::model::{Action, IndexColumn, Reference, Sort};
use crate::render::{quote, syntax};
use crate::sqltext::{tokens, Kind, Token};

/// The columns of `PRIMARY KEY (a, b) …` and `UNIQUE … (a, b) …`.
pub fn key_columns(definition: &str) -> Option<Vec<String>> {
    let (open, close) = syntax::group(definition)?;
    Some(names(&definition[open + 1..close]))
}

/// The first name of each item: `WITHOUT OVERLAPS` can follow.
fn names(list: &str) -> Vec<String> {
    let first = |item: &str| match tokens(item).next()?.kind {
        Kind::Word(name) => Some(name),
        _ => None,
    };
    syntax::items(list).into_iter().filter_map(first).collect()
}

/// A foreign key's definition.
#[derive(Debug, PartialEq)]
pub struct Foreign {
    pub columns: Vec<String>,
    pub references: Reference,
    pub on_delete: Action,
    pub on_update: Action,
}

/// None where `PERIOD` makes it another thing than the language can say.
pub fn foreign(definition: &str) -> Option<Foreign> {
    let (open, close) = syntax::group(definition)?;
    let list = &definition[open + 1..close];
    if syntax::items(list).into_iter().any(is_period) {
        return None;
    }
    let columns = names(list);
    let (_, rest) = definition.split_once(") REFERENCES ")?;
    let (open, close) = syntax::group(rest)?;
    let [namespace, table] = quote::parts(&rest[..open])?.try_into().ok()?;
    let tokens: Vec<_> = tokens(&rest[close + 1..]).collect();
    Some(Foreign {
        columns,
        references: Reference {
            namespace,
            table,
            columns: names(&rest[open + 1..close]),
        },
        on_delete: action(&tokens, "delete"),
        on_update: action(&tokens, "update"),
    })
}

/// `PERIOD during`, unlike a column `period`.
fn is_period(item: &str) -> bool {
    let mut tokens = tokens(item);
    tokens.next().is_some_and(|t| t.is_word("period")) && tokens.next().is_some()
}

fn action(tokens: &[Token], event: &str) -> Action {
    let place = (tokens.windows(2)).position(|two| two[0].is_word("on") && two[1].is_word(event));
    let after = |n: usize, word: &str| {
        let token = place.and_then(|at| tokens.get(at + 1 + n));
        token.is_some_and(|t| t.is_word(word))
    };
    match () {
        () if after(1, "cascade") => Action::Cascade,
        () if after(1, "restrict") => Action::Restrict,
        () if after(1, "set") && after(2, "null") => Action::SetNull,
        () if after(1, "set") && after(2, "default") => Action::SetDefault,
        () => Action::NoAction,
    }
}

/// A column of an index, with whether its NULLs are on the side where they are not by themselves,
/// and whether it has a collation of its own.
#[derive(Debug, PartialEq)]
pub struct Item {
    pub column: IndexColumn,
    pub nulls_moved: bool,
    pub collated: bool,
}

/// The columns of an index. None where one is an expression.
pub fn index_items(key_columns: &str) -> Option<Vec<Item>> {
    let mut list = Vec::new();
    for text in syntax::items(key_columns) {
        list.push(item(text)?);
    }
    Some(list)
}

/// `"Email" COLLATE "C" public.citext_ops (a='1') DESC NULLS LAST`
fn item(text: &str) -> Option<Item> {
    let tokens: Vec<_> = tokens(text).collect();
    let Kind::Word(name) = &tokens.first()?.kind else {
        return None;
    };
    let mut at = 1;
    if tokens.get(at).is_some_and(|t| t.is_symbol('(')) {
        return None;
    }
    let collated = tokens.get(at).is_some_and(|t| t.is_word("collate"));
    if collated {
        at = after_name(&tokens, at + 1);
    }
    let rest = &tokens[at.min(tokens.len())..];
    let descending = rest.iter().any(|t| t.is_word("desc"));
    Some(Item {
        column: IndexColumn {
            name: name.clone(),
            sort: descending.then_some(Sort::Desc),
            class: class(rest),
        },
        nulls_moved: rest.iter().any(|t| t.is_word("nulls")),
        collated,
    })
}

/// The operator class, without its schema and options.
fn class(tokens: &[Token]) -> Option<String> {
    let Kind::Word(first) = &tokens.first()?.kind else {
        return None;
    };
    if ["desc", "nulls"].contains(&first.as_str()) {
        return None;
    }
    match &tokens.get(after_name(tokens, 0) - 1)?.kind {
        Kind::Word(name) => Some(name.clone()),
        _ => None,
    }
}

/// Where the name that begins at a token ends, with the schema that it may have.
fn after_name(tokens: &[Token], at: usize) -> usize {
    match tokens.get(at + 1).is_some_and(|t| t.is_symbol('.')) {
        true => at + 3,
        false => at + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        let columns = |text| key_columns(text).unwrap().join("|");
        assert_eq!(columns("PRIMARY KEY (id, \"a, b\")"), "id|a, b");
        assert_eq!(columns("UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b)"), "a");
        assert_eq!(columns("PRIMARY KEY (a, b WITHOUT OVERLAPS)"), "a|b");
    }

    #[test]
    fn foreign_keys() {
        let text = "FOREIGN KEY (\"on\", b) REFERENCES two.\"user\"(\"x)\", y) MATCH FULL ON UPDATE SET NULL ON DELETE SET DEFAULT (b)";
        let foreign = foreign(text).unwrap();
        assert_eq!(foreign.columns, ["on", "b"]);
        assert_eq!(foreign.references.table, "user");
        assert_eq!(foreign.references.columns, ["x)", "y"]);
        assert_eq!(foreign.on_update, Action::SetNull);
        assert_eq!(foreign.on_delete, Action::SetDefault);
        assert_eq!(super::foreign("CHECK (a)"), None);
        let periods = |item| {
            super::foreign(&format!(
                "FOREIGN KEY (a, {item}) REFERENCES public.t(b, c)"
            ))
        };
        assert_eq!(periods("PERIOD during"), None);
        assert_eq!(periods("period").unwrap().columns, ["a", "period"]);
    }

    #[test]
    fn columns_of_indexes() {
        let of = |text| {
            let items = index_items(text)?;
            let shown = items.into_iter().map(|i| {
                let class = i.column.class.unwrap_or_default();
                format!(
                    "{} {:?} {class} {}",
                    i.column.name, i.column.sort, i.nulls_moved
                )
            });
            Some(shown.collect::<Vec<_>>().join(", "))
        };
        assert_eq!(
            of("\"Email\" DESC, m NULLS FIRST").as_deref(),
            Some("Email Some(Desc)  false, m None  true")
        );
        assert_eq!(
            of("a COLLATE \"C\" public.gin_trgm_ops (siglen='32') DESC NULLS LAST").as_deref(),
            Some("a Some(Desc) gin_trgm_ops true")
        );
        assert_eq!(of("a, lower(b)"), None);
        assert_eq!(of("((a + b))"), None);
        assert_eq!(of(""), None);
    }
}
