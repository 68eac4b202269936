//! Columns come, change and go.

use super::growth::Growth;
use super::model::{quoted, Column, Kind, Table};

/// What products add to tables sooner or later, with the type it then has.
const WISHES: &[(&str, Kind)] = &[
    ("external_ref", Kind::Text),
    ("position", Kind::Int),
    ("deleted_at", Kind::Time),
    ("locale", Kind::Varchar),
    ("cost", Kind::Money),
    ("is_hidden", Kind::Bool),
    ("options", Kind::Json),
    ("valid_until", Kind::Day),
    ("keywords", Kind::Tags),
    ("views", Kind::Bigint),
    ("contact_email", Kind::Email),
];

/// A wish as a column that the table does not have yet.
fn wish(growth: &mut Growth) -> (usize, Column) {
    let table = growth.any_table();
    let (name, kind) = *growth.dice.pick(WISHES);
    let taken = growth.tables[table].columns.iter().any(|c| c.name == name);
    let name = if taken {
        format!("{name}_{}", growth.next())
    } else {
        name.to_owned()
    };
    (table, Column::new(&name, kind))
}

pub fn add(growth: &mut Growth) -> Option<()> {
    let (table, column) = wish(growth);
    let with_default = growth.dice.one_in(2);
    let table = &mut growth.tables[table];
    let title = format!("add_{}_to_{}", column.name, table.name);
    let sql = table.around_view(|table| {
        let default = if with_default {
            format!(" NOT NULL DEFAULT {}", column.kind.constant())
        } else {
            String::new()
        };
        let sql = format!(
            "-- AlterTable\nALTER TABLE {} ADD COLUMN     {} {}{default};\n",
            table.sql(),
            quoted(&column.name),
            column.kind.sql()
        );
        table.columns.push(column);
        sql
    });
    growth.file(&title, sql);
    Some(())
}

/// Added empty, filled in the next file, required in the one after it.
pub fn add_required(growth: &mut Growth) -> Option<()> {
    let (number, column) = wish(growth);
    let table = &mut growth.tables[number];
    let (relation, name) = (table.sql(), quoted(&column.name));
    let title = format!("{}_{}", table.name, column.name);
    let sample = column.kind.sample("id::integer");
    let add = table.around_view(|table| {
        let sql = format!(
            "ALTER TABLE {relation} ADD COLUMN {name} {};\n",
            column.kind.sql()
        );
        table.columns.push(column);
        sql
    });
    growth.file(&format!("{title}_add"), add);
    growth.file(
        &format!("{title}_fill"),
        format!("UPDATE {relation} SET {name} = {sample} WHERE {name} IS NULL;\n"),
    );
    growth.file(
        &format!("{title}_require"),
        format!("ALTER TABLE {relation} ALTER COLUMN {name} SET NOT NULL;\n"),
    );
    Some(())
}

/// A change of one column around the table's view, as one file.
fn change(growth: &mut Growth, verb: &str, table: usize, sql: impl FnOnce(&mut Table) -> String) {
    let table = &mut growth.tables[table];
    let title = format!("{verb}_in_{}", table.name);
    let sql = table.around_view(sql);
    growth.file(&title, sql);
}

pub fn rename(growth: &mut Growth) -> Option<()> {
    let (table, column) = growth.column_where(|_| true)?;
    let number = growth.next();
    change(growth, "rename", table, |table| {
        let old = quoted(&table.columns[column].name);
        let stem = table.columns[column]
            .name
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == '_')
            .to_owned();
        table.columns[column].name = format!("{stem}_{number}");
        let new = quoted(&table.columns[column].name);
        format!(
            "ALTER TABLE {} RENAME COLUMN {old} TO {new};\n",
            table.sql()
        )
    });
    Some(())
}

pub fn retype(growth: &mut Growth) -> Option<()> {
    let wider = |kind| match kind {
        Kind::Int => Some((Kind::Bigint, "")),
        Kind::Varchar => Some((Kind::Text, "")),
        Kind::Day => Some((Kind::Time, " AT TIME ZONE 'UTC'")),
        _ => None,
    };
    let (table, column) = growth.column_where(|kind| wider(kind).is_some())?;
    change(growth, "retype", table, |table| {
        let relation = table.sql();
        let column = &mut table.columns[column];
        let (kind, cast) = wider(column.kind).unwrap();
        column.kind = kind;
        let name = quoted(&column.name);
        let default = kind.constant();
        let using = if cast.is_empty() {
            format!("{name}::{}", kind.sql())
        } else {
            format!("{name}::timestamp{cast}")
        };
        format!(
            "\
ALTER TABLE {relation}
    ALTER COLUMN {name} DROP DEFAULT,
    ALTER COLUMN {name} SET DATA TYPE {} USING {using},
    ALTER COLUMN {name} SET DEFAULT {default};
",
            kind.sql()
        )
    });
    Some(())
}

pub fn remove(growth: &mut Growth) -> Option<()> {
    let (table, column) = growth.column_where(|_| true)?;
    if growth.tables[table].columns.len() < 4 {
        return None;
    }
    change(growth, "remove", table, |table| {
        let column = table.columns.remove(column);
        format!(
            "\
/*
  Warnings:

  - You are about to drop the column `{}`; all its data; will be lost.

*/
ALTER TABLE {} DROP COLUMN {};
",
            column.name,
            table.sql(),
            quoted(&column.name)
        )
    });
    Some(())
}

/// A check that is added without looking at the rows, and looks at them in the next file.
pub fn check(growth: &mut Growth) -> Option<()> {
    let (table, column) =
        growth.column_where(|kind| matches!(kind, Kind::Int | Kind::Bigint | Kind::Money))?;
    let number = growth.next();
    let table = &growth.tables[table];
    let (relation, name) = (table.sql(), quoted(&table.columns[column].name));
    let constraint = table.named(&format!("check_{number}"));
    let title = format!("{}_check_{number}", table.name);
    growth.file(
        &title,
        format!(
            "ALTER TABLE {relation} ADD CONSTRAINT {constraint} CHECK ({name} >= 0) NOT VALID;\n"
        ),
    );
    growth.file(
        &format!("{title}_validate"),
        format!("ALTER TABLE {relation} VALIDATE CONSTRAINT {constraint};\n"),
    );
    Some(())
}

/// A search column that the server keeps. The column it reads cannot change any more.
pub fn search(growth: &mut Growth) -> Option<()> {
    let (table, column) = growth.column_where(|kind| kind == Kind::Text)?;
    let number = growth.next();
    let table = &mut growth.tables[table];
    table.columns[column].pinned = true;
    let (relation, name) = (table.sql(), quoted(&table.columns[column].name));
    let sql = format!(
        "\
ALTER TABLE {relation} ADD COLUMN search_{number} tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', coalesce({name}, ''))) STORED;
CREATE INDEX {} ON {relation} USING gin (search_{number});
",
        table.named(&format!("search_{number}_idx"))
    );
    let title = format!("search_in_{}", table.name);
    growth.file(&title, sql);
    Some(())
}
