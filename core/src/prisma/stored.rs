//! The names of a Prisma schema as PostgreSQL stores them: Prisma writes names of any length, and the
//! server cuts them.

use super::model::{ColumnKind, Model, Table};
use super::psl::names::limited;

pub fn with_cut_names(mut model: Model) -> Model {
    cut(&mut model.default_namespace);
    model.namespaces.iter_mut().for_each(cut);
    for own in &mut model.enums {
        cut(&mut own.namespace);
        cut(&mut own.name);
    }
    model.tables.iter_mut().for_each(table);
    model
}

fn table(table: &mut Table) {
    cut(&mut table.namespace);
    cut(&mut table.name);
    for column in &mut table.columns {
        cut(&mut column.name);
        if let ColumnKind::Enum { namespace, name } = &mut column.kind {
            cut(namespace);
            cut(name);
        }
    }
    if let Some(key) = &mut table.primary_key {
        key.columns.iter_mut().for_each(cut);
    }
    for index in &mut table.indexes {
        index.columns.iter_mut().for_each(|c| cut(&mut c.name));
    }
    for key in &mut table.foreign_keys {
        key.columns.iter_mut().for_each(cut);
        cut(&mut key.references.namespace);
        cut(&mut key.references.table);
        key.references.columns.iter_mut().for_each(cut);
    }
}

fn cut(name: &mut String) {
    name.truncate(limited(name, "").len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prisma::psl;

    #[test]
    fn names_are_cut_everywhere_and_at_a_character() {
        let long = "é".repeat(40);
        let text = format!(
            "datasource db {{\n  provider = \"postgresql\"\n}}\nmodel A {{\n  id Int @id @map(\"{long}\")\n  e E\n  b A? @relation(\"r\", fields: [bid], references: [id])\n  bid Int? @map(\"x{long}\")\n  bs A[] @relation(\"r\")\n  @@index([bid])\n  @@map(\"t{long}\")\n}}\nenum E {{\n  V\n  @@map(\"e{long}\")\n}}\n"
        );
        let files = [("schema.prisma".to_string(), text)];
        let model = with_cut_names(psl::read(&files, "public").unwrap().model);
        let cut = |first: &str| format!("{first}{}", "é".repeat(31));
        let table = &model.tables[0];
        assert_eq!(table.name, cut("t"));
        assert_eq!(table.columns[0].name, cut(""));
        assert_eq!(table.primary_key.as_ref().unwrap().columns, [cut("")]);
        assert_eq!(table.indexes[0].columns[0].name, cut("x"));
        let key = &table.foreign_keys[0];
        assert_eq!(key.columns, [cut("x")]);
        assert_eq!(key.references.table, cut("t"));
        assert_eq!(key.references.columns, [cut("")]);
        assert_eq!(model.enums[0].name, cut("e"));
        let kind = ColumnKind::Enum {
            namespace: "public".into(),
            name: cut("e"),
        };
        assert_eq!(table.columns[1].kind, kind);
    }
}
