//! What inheriting tables have from their parents, and which of a parent's changes reach them.

use super::column::text_of;
use super::difference::is;
use super::{column_change, Context};
use crate::schema::{Attributes, Column, Object};

/// What of a column ALTER TABLE on a parent changes in the tables that inherit from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    Type,
    Default,
    Generated,
    NotNull,
    Storage,
    Statistics,
    Identity,
}

impl Aspect {
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Aspect::Type => &["type", "collation"],
            Aspect::Default => &["default"],
            Aspect::Generated => &["generated", "expression"],
            Aspect::NotNull => &["not_null"],
            Aspect::Storage => &["storage"],
            Aspect::Statistics => &["statistics"],
            Aspect::Identity => &["identity"],
        }
    }

    /// Whether ALTER TABLE ONLY is allowed to leave out the tables that inherit.
    pub fn can_be_only(self) -> bool {
        !matches!(self, Aspect::Type | Aspect::Generated | Aspect::Identity)
    }

    pub fn differs(self, a: &Column, b: &Column) -> bool {
        let names = self.names().iter();
        names
            .into_iter()
            .any(|n| a.attributes.get(n) != b.attributes.get(n))
    }
}

/// Whether a column gets this by the change of a table that it is inherited from.
pub fn follows(table: &Object, column: &str, aspect: Aspect, context: &Context) -> bool {
    aspect != Aspect::Identity
        && is_still_linked(table, context)
        && context.ancestors(table).iter().any(|ancestor| {
            let before = context.before(ancestor).and_then(|b| b.column(column));
            match (before, ancestor.column(column), table.column(column)) {
                (Some(before), Some(after), Some(own)) => {
                    aspect.differs(before, after)
                        && !aspect.differs(after, own)
                        && reaches_all(ancestor, after, aspect, context)
                }
                _ => false,
            }
        })
}

/// Whether a column comes or goes, or does both, with the one of a table that it is inherited from.
pub fn comes_or_goes(table: &Object, column: &str, context: &Context) -> bool {
    is_still_linked(table, context)
        && context.ancestors(table).iter().any(|ancestor| {
            let before = context.before(ancestor).map(|b| b.column(column));
            before.is_some_and(|before| match (before, ancestor.column(column)) {
                (Some(old), Some(new)) => column_change::is_replaced(old, new, context.server()),
                (old, new) => old.is_some() != new.is_some(),
            })
        })
}

/// Whether all tables that inherit the column are to have what this one is to have: then its change
/// may reach them.
pub fn reaches_all(table: &Object, column: &Column, aspect: Aspect, context: &Context) -> bool {
    context.descendants(table).iter().all(|descendant| {
        let there = context.before(descendant).is_some();
        !there || (descendant.column(&column.name)).is_none_or(|c| !aspect.differs(c, column))
    })
}

/// Whether a partitioned table cannot do without its partitions' doing the same.
pub fn must_reach_all(table: &Object, column: &Column, aspect: Aspect) -> bool {
    let nullable = aspect == Aspect::NotNull && !is(&column.attributes, "not_null");
    nullable && table.text("partition_key").is_some()
}

/// Whether a partition's column has to be NOT NULL again, because its parent's is not any more.
pub fn loses_not_null(table: &Object, column: &Column, context: &Context) -> bool {
    let is_not_null = |table: Option<&Object>| {
        let own = table.and_then(|t| t.column(&column.name));
        own.is_some_and(|c| is(&c.attributes, "not_null"))
    };
    let partition = table.text("partition_of").is_some() && is_still_linked(table, context);
    let lost = |p: &&Object| is_not_null(context.before(p)) && !is_not_null(Some(p));
    partition
        && is_not_null(Some(table))
        && is_not_null(context.before(table))
        && context.ancestors(table).iter().any(lost)
}

/// Whether a table that inherits the column keeps it when this one drops it.
pub fn survives(table: &Object, column: &str, context: &Context) -> bool {
    context.descendants(table).iter().any(|descendant| {
        let before = context.before(descendant).and_then(|b| b.column(column));
        before.is_some_and(|c| is(&c.attributes, "inherited"))
            && descendant.column(column).is_some()
    })
}

fn is_still_linked(table: &Object, context: &Context) -> bool {
    context.before(table).is_some_and(|before| {
        ["partition_of", "inherits"]
            .iter()
            .all(|name| before.attributes.get(name) == table.attributes.get(name))
    })
}

/// A column as a new table gets it from its parents.
pub fn inherited(table: &Object, name: &str, context: &Context) -> Option<Column> {
    let parents = context.parents(table);
    let columns: Vec<&Column> = parents.iter().filter_map(|p| p.column(name)).collect();
    let first = columns.first()?;
    let mut attributes = Attributes::new();
    let mut taken = vec![
        "type",
        "collation",
        "default",
        "generated",
        "expression",
        "storage",
        "compression",
    ];
    if table.text("partition_of").is_some() && context.server() >= 17 {
        taken.push("identity");
    }
    for name in taken {
        if let Some(value) = columns.iter().find_map(|c| c.attributes.get(name)) {
            attributes.insert(name, value.clone());
        }
    }
    if columns.iter().any(|c| passes_not_null(c)) {
        attributes.insert("not_null", true);
    }
    Some(Column {
        name: first.name.clone(),
        attributes,
    })
}

fn passes_not_null(column: &Column) -> bool {
    is(&column.attributes, "not_null") && !is(&column.attributes, "not_null_no_inherit")
}

/// The name of a column's NOT NULL constraint, as PostgreSQL 18 has it.
pub fn not_null_name(table: &Object, column: &Column) -> String {
    match text_of(column, "not_null_name") {
        Some(name) => name.into(),
        None => format!(
            "{}_{}_not_null",
            table.name.as_deref().unwrap_or_default(),
            column.name
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::schema;
    use crate::schema::{Kind, Schema};
    use serde_json::{json, Value};

    fn two(parent: Value, child: Value) -> Schema {
        schema(vec![
            json!({"id": "table public.p", "schema": "public", "name": "p", "columns": [parent]}),
            json!({"id": "table public.c", "schema": "public", "name": "c", "inherits": ["public.p"], "columns": [child]}),
        ])
    }

    fn column(default: &str) -> Value {
        json!({"name": "a", "type": "integer", "default": default})
    }

    #[test]
    fn a_change_reaches_the_children_only_where_all_are_to_have_it() {
        let before = two(column("1"), column("1"));
        for (after, expected) in [
            (two(column("2"), column("2")), true),
            (two(column("2"), column("1")), false),
            (two(column("1"), column("2")), false),
        ] {
            let context = Context::between(&before, &after);
            let (child, parent) = (&after.objects[0], &after.objects[1]);
            assert_eq!(child.name.as_deref(), Some("c"));
            assert_eq!(follows(child, "a", Aspect::Default, &context), expected);
            if expected {
                assert!(reaches_all(
                    parent,
                    &parent.columns[0],
                    Aspect::Default,
                    &context
                ));
            }
        }
    }

    #[test]
    fn what_a_new_child_inherits() {
        let after = two(
            json!({"name": "a", "type": "integer", "default": "1", "not_null": true, "statistics": 5}),
            json!({"name": "a", "type": "integer", "inherited": true}),
        );
        let child = after.find(Kind::Table, "public.c").unwrap();
        let column = inherited(child, "a", &Context::new(&after)).unwrap();
        assert_eq!(
            serde_json::to_value(&column.attributes).unwrap(),
            json!({"type": "integer", "default": "1", "not_null": true})
        );
    }
}
