//! Keys and indexes that are written at the end of a model.

use super::fields::unique_of;
use super::names::Name;
use super::previous::Model as PreviousModel;
use super::text::quoted;
use crate::prisma::model::{Index, IndexColumn, Method, Sort, Table};
use crate::prisma::psl::names as defaults;

/// The lines of a table's keys and indexes, uniques before others.
pub fn lines(table: &Table, columns: &[Name], previous: Option<&PreviousModel>) -> Vec<String> {
    let fields = Fields { table, columns };
    let mut indexes: Vec<(usize, &Index, Option<&str>)> = (table.indexes.iter())
        .filter(|index| !is_in_field(index, table))
        .map(|index| (index, previous.and_then(|m| m.index(&index.name))))
        .filter(|(index, before)| before.is_some() || !is_repeated(index, table))
        .map(|(index, before)| {
            let position = before.as_ref().map_or(usize::MAX, |b| b.position);
            (position, index, before.and_then(|b| b.name))
        })
        .collect();
    indexes.sort_by_key(|(position, index, _)| (!index.unique, *position));
    let indexes = indexes
        .into_iter()
        .map(|(_, index, name)| fields.index(index, name));
    let id = fields.id(previous.and_then(|m| m.id_name()));
    id.into_iter().chain(indexes).collect()
}

/// Whether it is written behind its only field.
fn is_in_field(index: &Index, table: &Table) -> bool {
    let first = match &index.columns[..] {
        [only] => unique_of(table, &only.name),
        _ => None,
    };
    first.is_some_and(|first| std::ptr::eq(first, index))
}

/// Whether it is as the one behind the field, but for its name: Prisma leaves it out.
fn is_repeated(index: &Index, table: &Table) -> bool {
    let [only] = &index.columns[..] else {
        return false;
    };
    index.unique && unique_of(table, &only.name).is_some_and(|first| first.is_like(index))
}

struct Fields<'a> {
    table: &'a Table,
    columns: &'a [Name],
}

impl Fields<'_> {
    fn name<'b>(&'b self, column: &'b str) -> &'b str {
        let mut all = self.table.columns.iter().zip(self.columns);
        let named = all.find(|(c, _)| c.name == column);
        named.map_or(column, |(_, name)| &name.name)
    }

    fn id(&self, client_name: Option<&str>) -> Option<String> {
        let key = self.table.primary_key.as_ref()?;
        if key.columns.len() == 1 {
            return None;
        }
        let fields: Vec<_> = key.columns.iter().map(|c| self.name(c)).collect();
        let mut arguments = vec![format!("[{}]", fields.join(", "))];
        arguments.extend(client_name.map(|n| format!("name: {}", quoted(n))));
        if key.name != defaults::primary_key(&self.table.name) {
            arguments.push(format!("map: {}", quoted(&key.name)));
        }
        Some(format!("@@id({})", arguments.join(", ")))
    }

    fn index(&self, index: &Index, client_name: Option<&str>) -> String {
        let columns: Vec<_> = index.columns.iter().map(|c| self.column(c)).collect();
        let mut arguments = vec![format!("[{}]", columns.join(", "))];
        arguments.extend(client_name.map(|n| format!("name: {}", quoted(n))));
        let names: Vec<&str> = index.columns.iter().map(|c| c.name.as_str()).collect();
        let default = match index.unique {
            true => defaults::unique(&self.table.name, &names),
            false => defaults::index(&self.table.name, &names),
        };
        if index.name != default {
            arguments.push(format!("map: {}", quoted(&index.name)));
        }
        if index.method != Method::BTree {
            arguments.push(format!("type: {:?}", index.method));
        }
        if let Some(predicate) = &index.predicate {
            arguments.push(format!("where: raw({})", quoted(predicate)));
        }
        let attribute = if index.unique { "@@unique" } else { "@@index" };
        format!("{attribute}({})", arguments.join(", "))
    }

    fn column(&self, column: &IndexColumn) -> String {
        let mut arguments = Vec::new();
        if column.sort == Some(Sort::Desc) {
            arguments.push("sort: Desc".to_owned());
        }
        if let Some(class) = &column.class {
            arguments.push(match known_class(class) {
                Some(name) => format!("ops: {name}"),
                None => format!("ops: raw({})", quoted(class)),
            });
        }
        match arguments.is_empty() {
            true => self.name(&column.name).into(),
            false => format!("{}({})", self.name(&column.name), arguments.join(", ")),
        }
    }
}

/// What operator classes of the server's are called in the language: `timestamptz_minmax_ops` is
/// `TimestampTzMinMaxOps`.
fn known_class(class: &str) -> Option<String> {
    const KINDS: [(&str, &str, &str); 6] = [
        ("_minmax_multi_ops", "MinMaxMultiOps", ORDERED),
        ("_minmax_ops", "MinMaxOps", ORDERED),
        ("_bloom_ops", "BloomOps", ORDERED),
        ("_inclusion_ops", "InclusionOps", "inet"),
        ("_path_ops", "PathOps", "jsonb"),
        ("_ops", "Ops", "inet jsonb array text"),
    ];
    const ORDERED: &str =
        "bit varbit bpchar bytea date float4 float8 inet int2 int4 int8 numeric oid \
        text timestamp timestamptz time timetz uuid";
    let (own, kind, types) = KINDS
        .iter()
        .find_map(|(suffix, kind, types)| Some((class.strip_suffix(suffix)?, kind, types)))?;
    if !types.split_ascii_whitespace().any(|t| t == own) {
        return None;
    }
    let own = match own {
        "varbit" => "VarBit".into(),
        "timestamptz" => "TimestampTz".into(),
        "timetz" => "TimeTz".into(),
        own => own[..1].to_uppercase() + &own[1..],
    };
    Some(format!("{own}{kind}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        for (class, name) in [
            ("jsonb_path_ops", Some("JsonbPathOps")),
            (
                "timestamptz_minmax_multi_ops",
                Some("TimestampTzMinMaxMultiOps"),
            ),
            ("inet_ops", Some("InetOps")),
            ("gin_trgm_ops", None),
            ("int4_ops", None),
        ] {
            assert_eq!(known_class(class).as_deref(), name);
        }
    }
}
