//! Enums get new labels, lose old ones, and have them renamed.

use super::growth::Growth;
use super::model::{qualified, quoted};

const LABELS: &[&str] = &[
    "archived",
    "paused",
    "expired",
    "blocked",
    "in review",
    "escalated",
    "retrying",
    "merged",
    "it's late",
    "UNKNOWN",
];

/// A label that an enum does not have yet, and the statement that adds it.
fn new_label(growth: &mut Growth) -> Option<(usize, String, String)> {
    let number = growth.dice.below(growth.enums.len());
    let label = growth.dice.pick(LABELS).replace('\'', "''");
    let item = &mut growth.enums[number];
    if item.labels.contains(&label) {
        return None;
    }
    item.labels.push(label.clone());
    let add = format!(
        "-- AlterEnum\nALTER TYPE {} ADD VALUE '{label}';\n",
        item.sql()
    );
    Some((number, label, add))
}

/// Statements that need a label to be committed. In one transaction only a comment speaks of it.
fn use_label(growth: &mut Growth, number: usize, label: &str) -> String {
    let as_written = growth.as_written();
    let item = &mut growth.enums[number];
    let (relation, column) = (growth.tables[item.table].sql(), item.column);
    if !as_written {
        return format!("COMMENT ON COLUMN {relation}.{column} IS 'can be {label}';\n");
    }
    item.default = label.to_owned();
    format!(
        "\
UPDATE {relation} SET {column} = '{label}' WHERE id % 2 = 0;
-- AlterTable
ALTER TABLE {relation} ALTER COLUMN {column} SET DEFAULT '{label}';
"
    )
}

/// Added in one file and used in the next, where a commit lies between them.
pub fn add_label(growth: &mut Growth) -> Option<()> {
    let (number, label, add) = new_label(growth)?;
    let title = growth.enums[number].name.clone();
    growth.file(&format!("{title}_label"), add);
    let used = use_label(growth, number, &label);
    growth.file(&format!("{title}_label_used"), used);
    Some(())
}

/// Added and used in the same file.
pub fn add_and_use_label(growth: &mut Growth) -> Option<()> {
    let (number, label, add) = new_label(growth)?;
    let title = format!("{}_label_at_once", growth.enums[number].name);
    let used = use_label(growth, number, &label);
    growth.file(&title, add + &used);
    Some(())
}

/// Two at once, one of them in the middle.
pub fn add_labels(growth: &mut Growth) -> Option<()> {
    let number = growth.dice.below(growth.enums.len());
    let (one, two) = (growth.next(), growth.next());
    let item = &mut growth.enums[number];
    let first = item.labels[0].clone();
    item.labels.insert(1, format!("step_{one}"));
    item.labels.push(format!("step_{two}"));
    let (title, name) = (format!("{}_steps", item.name), item.sql());
    growth.file(
        &title,
        format!(
            "\
-- AlterEnum
-- This migration adds more than one value to an enum.

ALTER TYPE {name} ADD VALUE IF NOT EXISTS 'step_{one}' AFTER '{first}';
ALTER TYPE {name} ADD VALUE 'step_{two}';
"
        ),
    );
    Some(())
}

pub fn rename_label(growth: &mut Growth) -> Option<()> {
    let number = growth.dice.below(growth.enums.len());
    let suffix = growth.next();
    let item = &mut growth.enums[number];
    let last = item.labels.pop()?;
    let new = format!("state_{suffix}");
    if item.default == last {
        item.default = new.clone();
    }
    item.labels.push(new.clone());
    let (title, name) = (format!("{}_rename", item.name), item.sql());
    growth.file(
        &title,
        format!("ALTER TYPE {name} RENAME VALUE '{last}' TO '{new}';\n"),
    );
    Some(())
}

/// A label taken away as Prisma writes it: a new type in a transaction of its own, sometimes with more after it.
pub fn replace(growth: &mut Growth) -> Option<()> {
    let number = growth.dice.below(growth.enums.len());
    let more = growth.dice.one_in(2);
    let item = &mut growth.enums[number];
    let gone = item.labels.iter().position(|l| *l != item.default)?;
    if item.labels.len() < 3 {
        return None;
    }
    let gone = item.labels.remove(gone);
    let (enumeration, table) = (item.clone(), item.table);
    let (column, default) = (enumeration.column, enumeration.default.as_str());
    let part =
        |suffix: &str| qualified(enumeration.schema, &format!("{}{suffix}", enumeration.name));
    let bare = |suffix: &str| quoted(&format!("{}{suffix}", enumeration.name));
    let (now, new, old) = (part(""), part("_new"), part("_old"));
    let sql = growth.tables[table].around_view(|table| {
        let relation = table.sql();
        format!(
            "\
CREATE TYPE {new} AS ENUM ({});
ALTER TABLE {relation} ALTER COLUMN {column} DROP DEFAULT;
ALTER TABLE {relation} ALTER COLUMN {column} TYPE {new}
    USING (CASE WHEN {column}::text = ANY (enum_range(NULL::{new})::text[]) THEN {column}::text ELSE '{default}' END)::{new};
ALTER TYPE {now} RENAME TO {};
ALTER TYPE {new} RENAME TO {};
DROP TYPE {old};
ALTER TABLE {relation} ALTER COLUMN {column} SET DEFAULT '{default}';
",
            enumeration.list(),
            bare("_old"),
            bare(""),
        )
    });
    let replaced = format!("-- AlterEnum\n{}", growth.own_transaction(&sql));
    let rest = if more {
        let relation = growth.tables[table].sql();
        format!("\n-- AlterTable\nCOMMENT ON COLUMN {relation}.{column} IS 'no longer {gone}';\n")
    } else {
        String::new()
    };
    growth.file(
        &format!("{}_without_label", enumeration.name),
        format!("{replaced}{rest}"),
    );
    Some(())
}
