//! Schemas of Prisma's, and what they are in a database.

use crate::rebuild::schema;
use crate::Db;
use migrate_core::prisma::document;
use migrate_core::prisma::model::{
    Arity, Autoincrement, ColumnDefault, ColumnKind, Model, Native, Table,
};
use migrate_core::prisma::psl;
use migrate_core::prisma::pull::{pull, Pulled};
use migrate_core::schema::{Kind, Object, Schema};
use std::collections::BTreeMap;

/// What Prisma's schemas call unqualified.
pub const NAMESPACE: &str = "public";

/// What became of a case.
#[derive(Debug)]
pub enum Verdict {
    /// PostgreSQL rejects the SQL, or Prisma's language is not understood.
    Rejected(String),
    Proved,
    Failed(String),
}

/// A schema in Prisma's language, with the SQL that Prisma makes it by.
#[derive(Debug, Clone)]
pub struct Case {
    pub name: String,
    pub schema: String,
    pub sql: String,
}

impl Case {
    /// The files `tests/prisma/NAME.prisma` and `NAME.sql`.
    pub fn own(name: &str) -> Case {
        Case {
            name: name.into(),
            schema: own(name, "prisma"),
            sql: own(name, "sql"),
        }
    }

    /// Proves reading, writing and pulling in a database.
    pub fn prove(&self, db: &Db) -> Verdict {
        let read = match psl::read(&[file(&self.schema)], NAMESPACE) {
            Ok(read) => read,
            Err(error) => return Verdict::Rejected(error.to_string()),
        };
        let mut session = db.connect();
        if let Err(error) = session.try_run(&self.sql) {
            return Verdict::Rejected(error.to_string());
        }
        match compare(&schema(&session.live()), &read.model, &read.ast) {
            Ok(()) => Verdict::Proved,
            Err(error) => Verdict::Failed(error),
        }
    }
}

/// The file `tests/prisma/NAME.ENDING`.
pub fn own(name: &str, ending: &str) -> String {
    let file = crate::repository().join(format!("tests/prisma/{name}.{ending}"));
    std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

fn compare(live: &Schema, model: &Model, ast: &psl::Ast) -> Result<(), String> {
    let written = document::write(model, live.server);
    let objects = different_objects(live, &written, model);
    fail_unless(
        objects.is_empty(),
        "the objects of the database are not those of write()",
        &objects,
    )?;
    let described = document::read(live, NAMESPACE, &model.namespaces);
    let models = different_tables(
        &without_expressions(&described),
        &without_expressions(&normal(model)),
    );
    fail_unless(
        models.is_empty(),
        "the model of the database is not that of the file",
        &models,
    )?;
    round_trip(live, &described, None)?;
    round_trip(live, &described, Some(ast)).map_err(|e| format!("with the file from before: {e}"))
}

/// What pull writes has the model that it was made of, and pulled again it stays as it is.
pub fn round_trip(live: &Schema, model: &Model, previous: Option<&psl::Ast>) -> Result<(), String> {
    let first = pull(live, model, previous);
    let text = || {
        first
            .files
            .iter()
            .map(|(_, text)| text.as_str())
            .collect::<String>()
    };
    let read = psl::read(&first.files, NAMESPACE)
        .map_err(|e| format!("pull wrote no schema: {e}\n{}", text()))?;
    let lost = different_tables(&read.model, model);
    fail_unless(
        lost.is_empty(),
        "what pull wrote is not what it read",
        &format!("{lost}\n{}", text()),
    )?;
    let again = pull(live, model, Some(&read.ast));
    fail_unless(
        again.files == first.files,
        "pulled again it is another",
        &shown(&first, &again),
    )
}

fn shown(first: &Pulled, again: &Pulled) -> String {
    let text = |pulled: &Pulled| {
        pulled
            .files
            .iter()
            .map(|(_, text)| text.clone())
            .collect::<String>()
    };
    format!("{}\n--- again:\n{}", text(first), text(again))
}

fn fail_unless(holds: bool, what: &str, how: &str) -> Result<(), String> {
    match holds {
        true => Ok(()),
        false => Err(format!("{what}:\n{how}")),
    }
}

/// The cases of a file of the folder `MIGRATE_CASES`, none where there is no such folder; `MIGRATE_CASE` picks those whose
/// name has these letters.
pub fn cases(name: &str) -> Vec<serde_json::Value> {
    let folder = std::env::var_os("MIGRATE_CASES").map(std::path::PathBuf::from);
    let Some(file) = folder.filter(|f| f.is_dir()).map(|f| f.join(name)) else {
        return Vec::new();
    };
    let text = std::fs::read_to_string(file).expect("the cases can be read");
    let all: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list of cases");
    let wanted = std::env::var("MIGRATE_CASE").unwrap_or_default();
    let text =
        |case: &serde_json::Value| case["name"].as_str().unwrap_or_default().contains(&wanted);
    all.into_iter().filter(text).collect()
}

/// A schema as a file.
pub fn file(text: &str) -> (String, String) {
    ("schema.prisma".into(), text.into())
}

/// The objects that a model can say, by id, without what it cannot.
fn comparable(schema: &Schema, model: &Model) -> BTreeMap<String, Object> {
    let kinds = [
        Kind::Schema,
        Kind::Extension,
        Kind::Enum,
        Kind::Sequence,
        Kind::Table,
        Kind::Constraint,
        Kind::Index,
    ];
    let versions: Vec<&str> = (model.extensions.iter())
        .filter(|e| e.version.is_some())
        .map(|e| e.name.as_str())
        .collect();
    let spoken = |o: &&Object| {
        let name = o.name.as_deref().unwrap_or_default();
        kinds.contains(&o.kind)
            && (o.kind != Kind::Schema || model.namespaces.iter().any(|n| n == name))
    };
    let objects = schema.objects.iter().filter(spoken).map(|o| {
        let mut object = o.clone();
        for attribute in ["owner", "comment"] {
            object.attributes.remove(attribute);
        }
        if o.kind == Kind::Extension && !versions.contains(&o.name.as_deref().unwrap_or_default()) {
            object.attributes.remove("version");
        }
        // Only the server knows what it makes of a predicate.
        if object.attributes.remove("where").is_some() {
            object.attributes.insert("where", true);
        }
        // Long names make NOT NULL constraints whose names are not as they would be otherwise (18).
        for column in &mut object.columns {
            column.attributes.remove("not_null_name");
        }
        hide_expressions(&mut object, model);
        (object.id(), object)
    });
    objects.collect()
}

/// Likewise of what stands in dbgenerated().
fn hide_expressions(object: &mut Object, model: &Model) {
    let own = |t: &&Table| {
        Some(&t.namespace) == object.schema.as_ref() && Some(&t.name) == object.name.as_ref()
    };
    let Some(table) = model
        .tables
        .iter()
        .find(own)
        .filter(|_| object.kind == Kind::Table)
    else {
        return;
    };
    for (column, own) in object.columns.iter_mut().zip(&table.columns) {
        if matches!(own.default, Some(ColumnDefault::Expression(_))) {
            column.attributes.insert("default", true);
        }
    }
}

fn different_objects(live: &Schema, written: &Schema, model: &Model) -> String {
    let (live, written) = (comparable(live, model), comparable(written, model));
    let mut lines = Vec::new();
    for (id, object) in &live {
        match written.get(id) {
            None => lines.push(format!("not written: {id}")),
            Some(other) if other == object => {}
            Some(other) => lines.push(format!(
                "{id}:\n  is      {}\n  written {}",
                line(object),
                line(other)
            )),
        }
    }
    lines.extend(
        written
            .keys()
            .filter(|id| !live.contains_key(*id))
            .map(|id| format!("not there: {id}")),
    );
    lines.join("\n")
}

fn line(object: &Object) -> String {
    let attributes = serde_json::to_string(&object.attributes).unwrap();
    let columns = object.columns.iter().map(|c| {
        let attributes = serde_json::to_string(&c.attributes).unwrap();
        format!("\n    {} {attributes}", c.name)
    });
    format!(
        "{attributes} {:?}{}",
        object.depends,
        columns.collect::<String>()
    )
}

/// How two models differ in Prisma's eyes; nothing if they do not.
pub fn different_tables(one: &Model, other: &Model) -> String {
    let (one, other) = (normal(one), normal(other));
    let mut lines = Vec::new();
    for (sign, own, there) in [
        ('-', parts(&one), parts(&other)),
        ('+', parts(&other), parts(&one)),
    ] {
        let lacking = own.iter().filter(|line| !there.contains(line));
        lines.extend(lacking.map(|line| format!("{sign} {line}")));
    }
    lines.join("\n")
}

/// Each enum, column, key and index in a line.
fn parts(model: &Model) -> Vec<String> {
    let of = |table: &Table| {
        let name = format!("{}.{}", table.namespace, table.name);
        let mut lines = vec![format!("{name} {:?}", table.primary_key)];
        let columns = table.columns.iter().enumerate();
        lines.extend(columns.map(|(at, c)| format!("{name} {at} {c:?}")));
        lines.extend(table.indexes.iter().map(|i| format!("{name} {i:?}")));
        lines.extend(table.foreign_keys.iter().map(|k| format!("{name} {k:?}")));
        lines
    };
    let enums = model.enums.iter().map(|e| format!("{e:?}"));
    enums.chain(model.tables.iter().flat_map(of)).collect()
}

/// A model in which what means the same is the same.
fn normal(model: &Model) -> Model {
    let mut normal = model.clone();
    normal.tables.retain(|t| !t.columns.is_empty());
    // As the catalog shows it: of defaults and operator classes the language has more forms.
    let shown = document::write(model, 18);
    let shown = document::read(&shown, &model.default_namespace, &model.namespaces);
    for table in &mut normal.tables {
        let own = shown
            .tables
            .iter()
            .find(|t| t.namespace == table.namespace && t.name == table.name);
        normalise(table, own.expect("what is written can be read"));
    }
    normal
}

fn normalise(table: &mut Table, shown: &Table) {
    for (column, shown) in table.columns.iter_mut().zip(&shown.columns) {
        column.client_default = false;
        column.default = shown.default.clone();
        if let Some(ColumnDefault::Autoincrement(by)) = &mut column.default {
            *by = Autoincrement::Wanted;
            // SERIAL is NOT NULL whatever the language says.
            column.arity = Arity::Required;
        }
        if let ColumnKind::Native(native) = &mut column.kind {
            *native = native_of(*native);
        }
    }
    for index in &mut table.indexes {
        let shown = shown.indexes.iter().find(|i| i.name == index.name);
        index.columns = shown.expect("what is written can be read").columns.clone();
        index.constraint = false;
    }
    // Of foreign keys over the same columns the language has one.
    let mut seen = Vec::new();
    table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
    table.foreign_keys.retain(|key| {
        let place = (key.columns.clone(), key.references.clone());
        let new = !seen.contains(&place);
        seen.push(place);
        new
    });
}

/// The model without the texts that only the server understands.
fn without_expressions(model: &Model) -> Model {
    let mut model = model.clone();
    for table in &mut model.tables {
        for column in &mut table.columns {
            if let Some(ColumnDefault::Expression(text)) = &mut column.default {
                text.clear();
            }
        }
        for index in &mut table.indexes {
            index.predicate = index.predicate.take().map(|_| String::new());
        }
    }
    model
}

fn native_of(native: Native) -> Native {
    match native {
        Native::Char(None) => Native::Char(Some(1)),
        Native::Bit(None) => Native::Bit(Some(1)),
        Native::Timestamp(None) => Native::Timestamp(Some(6)),
        Native::Timestamptz(None) => Native::Timestamptz(Some(6)),
        Native::Time(None) => Native::Time(Some(6)),
        Native::Timetz(None) => Native::Timetz(Some(6)),
        other => other,
    }
}
