//! Puts the schema file together.

use super::class::{Class, COMMENTED_ENUM, DOCUMENTED};
use super::config;
use super::facts::{Fact, Facts};
use super::fields::{type_name, Attributes, Enums};
use super::indexes;
use super::joins;
use super::names::{top_level, Name, Taken, EMPTY};
use super::previous::{is_mapped, Model as PreviousModel, Named, Previous};
use super::relations::{has_identifier, RelationField, Tables};
use super::table::{documentation, Table as Lines};
use super::text::quoted;
use super::{Pulled, Warning};
use crate::prisma::model::{ColumnKind, Enum, Model, Table};
use crate::prisma::psl::ast::{Expression, Kind};
use crate::prisma::psl::Ast;
use crate::schema::Schema;
use std::collections::{BTreeMap, HashSet};

/// The file of a database that had none.
const FILE: &str = "schema.prisma";

/// The file of what is new, where there are several.
const NEW_FILE: &str = "introspected.prisma";

pub struct Writer<'a> {
    model: &'a Model,
    facts: &'a Facts<'a>,
    previous: Option<&'a Previous<'a>>,
    joins: &'a HashSet<usize>,
    tables: &'a [Name],
    columns: &'a [Vec<Name>],
    enums: &'a [Name],
    values: &'a [Vec<Name>],
    warnings: BTreeMap<Class, Vec<String>>,
}

/// A block, with the place and the file of the one that was there before.
struct Written {
    position: Option<(usize, usize)>,
    text: String,
}

impl<'a> Writer<'a> {
    pub fn write(schema: &Schema, model: &Model, previous: Option<&Ast>) -> Pulled {
        let previous = previous.map(|ast| Previous::new(ast, &model.default_namespace));
        let previous = previous.as_ref();
        let (joins, tables, enums) = name_tables(model, previous);
        let columns: Vec<Vec<Name>> = (model.tables.iter())
            .map(|table| column_names(table, previous))
            .collect();
        let values: Vec<Vec<Name>> = (model.enums.iter())
            .map(|own| value_names(own, previous))
            .collect();
        let mut writer = Writer {
            model,
            facts: &Facts::new(schema),
            previous,
            joins: &joins,
            tables: &tables,
            columns: &columns,
            enums: &enums,
            values: &values,
            warnings: BTreeMap::new(),
        };
        let models = writer.models();
        let enums = writer.all_enums();
        let files = writer.files(models, enums);
        let warnings = writer.warnings();
        Pulled { files, warnings }
    }

    fn tell(&mut self, class: Class, about: String) {
        self.warnings.entry(class).or_default().push(about);
    }

    fn warnings(&self) -> Vec<Warning> {
        let mut warnings: Vec<Warning> = (self.warnings.iter())
            .map(|(class, about)| Warning {
                text: class.text().into(),
                about: about.clone(),
            })
            .collect();
        let mut kinds = BTreeMap::<_, Vec<String>>::new();
        for (kind, display) in self.facts.unspoken(&self.model.namespaces) {
            kinds.entry(kind).or_default().push(display);
        }
        warnings.extend(kinds.into_iter().map(|(kind, about)| Warning {
            text: format!("The schema has no word for these, which stay as they are ({kind}):"),
            about,
        }));
        warnings
    }

    fn namespace(&self, namespace: &str) -> Option<String> {
        let uses = config::uses_namespaces(self.model, self.previous);
        uses.then(|| format!("@@schema({})", quoted(namespace)))
    }

    fn models(&mut self) -> Vec<Written> {
        let foreign_keys = !self.emulates_keys();
        let tables = Tables::new(
            self.model,
            self.tables,
            self.joins,
            self.columns,
            self.previous,
        );
        let mut relations = match foreign_keys {
            true => tables.relations(),
            false => vec![Vec::new(); self.model.tables.len()],
        };
        let places = (0..self.model.tables.len()).filter(|at| !self.joins.contains(at));
        let places: Vec<usize> = places.filter(|at| !self.is_emulated_join(*at)).collect();
        places
            .into_iter()
            .map(|at| {
                let mut fields = std::mem::take(&mut relations[at]);
                fields.extend(self.copied_relations(at, foreign_keys));
                self.model(at, &fields, tables.is_ignored(at))
            })
            .collect()
    }

    /// Whether Prisma's client minds relations instead of the database.
    fn emulates_keys(&self) -> bool {
        let mode = self.previous.and_then(|p| p.datasource("relationMode"));
        matches!(mode, Some(Expression::Text(mode, _)) if mode == "prisma")
    }

    /// Without foreign keys only the file tells a many-to-many relation's table.
    fn is_emulated_join(&self, at: usize) -> bool {
        let table = &self.model.tables[at];
        let relation = table
            .name
            .strip_prefix('_')
            .filter(|_| self.emulates_keys());
        let previous = self
            .previous
            .filter(|p| p.model(&table.namespace, &table.name).is_none());
        relation.is_some_and(|name| previous.is_some_and(|p| p.many_to_many(name).is_some()))
    }

    fn previous_model(&self, at: usize) -> Option<&'a PreviousModel<'a>> {
        let table = &self.model.tables[at];
        self.previous?.model(&table.namespace, &table.name)
    }

    /// Relation fields of which the database knows nothing: to views, or all where it has no keys.
    fn copied_relations(&mut self, at: usize, foreign_keys: bool) -> Vec<RelationField> {
        let (Some(before), Some(previous)) = (self.previous_model(at), self.previous) else {
            return Vec::new();
        };
        let mut fields = Vec::new();
        for (field, target) in before.relations() {
            let exists = match previous.table_of(target) {
                Some((namespace, table)) => {
                    let mut tables = self.model.tables.iter();
                    !foreign_keys && tables.any(|t| t.namespace == namespace && t.name == table)
                }
                None => {
                    let view = previous.view(target);
                    view.is_some_and(|v| self.facts.has_view(&v.namespace, &v.own))
                }
            };
            if exists {
                self.tell(Class::CopiedRelations, format!("\"{target}\""));
                fields.push(RelationField {
                    name: field.name.text.clone(),
                    type_name: config::field_type(field),
                    attributes: vec![config::attributes(&field.attributes)],
                });
            }
        }
        fields
    }

    fn model(&mut self, at: usize, relations: &[RelationField], ignored: bool) -> Written {
        let (table, name) = (&self.model.tables[at], &self.tables[at]);
        let before = self.previous_model(at);
        let mut facts = self.facts.of(table, &name.name, &self.columns[at]);
        facts.extend(self.own_facts(at, before));
        let mut text = self.documentation(at, before, &facts);
        for (class, about) in facts {
            self.tell(class, about);
        }
        let comment = if table.columns.is_empty() { "// " } else { "" };
        text.push_str(&format!("{comment}model {} {{\n", name.name));
        text.push_str(&self.scalar_fields(at, before, relations).render("  "));
        let mut attributes = Lines::default();
        let mut own: Vec<String> = indexes::lines(table, &self.columns[at], before);
        own.extend(name.map.as_deref().map(|m| format!("@@map({})", quoted(m))));
        own.extend((ignored && !table.columns.is_empty()).then(|| "@@ignore".into()));
        own.extend(self.namespace(&table.namespace));
        for attribute in own {
            attributes.line(vec![format!("{comment}{attribute}")]);
        }
        let indent = if comment.is_empty() { "  " } else { "" };
        if !attributes.is_empty() {
            text.push_str(if comment.is_empty() { "\n" } else { "" });
            text.push_str(&attributes.render(indent));
        }
        text.push_str(&format!("{comment}}}\n"));
        Written {
            position: before.map(|m| (m.named.block.span.file, m.named.position)),
            text,
        }
    }

    fn own_facts(&self, at: usize, before: Option<&PreviousModel>) -> Vec<Fact> {
        let (table, name) = (&self.model.tables[at], &self.tables[at].name);
        let model = format!("\"{name}\"");
        let mut facts = Vec::new();
        if table.columns.is_empty() {
            facts.push((Class::WithoutColumns, model.clone()));
        } else if !has_identifier(table) && !before.is_some_and(PreviousModel::is_ignored) {
            facts.push((Class::WithoutIdentifier, model.clone()));
        }
        if self.tables[at].duplicate {
            facts.push((
                Class::Duplicates,
                format!("Type: \"model\", name: \"{name}\""),
            ));
        }
        if let Some(before) = before {
            let compound = table
                .primary_key
                .as_ref()
                .is_some_and(|k| k.columns.len() > 1);
            if compound && before.id_name().is_some() {
                facts.push((Class::IdNames, model.clone()));
            }
            if before.named.is_mapped() {
                facts.push((Class::RemappedModels, model));
            }
        }
        for (column, field) in table.columns.iter().zip(&self.columns[at]) {
            let about = format!("Model: \"{name}\", field: \"{}\"", field.name);
            if let ColumnKind::Unsupported(kind) = &column.kind {
                let about = format!("{about}, original data type: \"{kind}\"");
                facts.push((Class::Unsupported, about));
            }
            let known = before.and_then(|m| m.field(&column.name));
            match known {
                Some((_, field)) if is_mapped(field) => facts.push((Class::RemappedFields, about)),
                None if field.is_made_up(&column.name) => facts.push((Class::RenamedFields, about)),
                _ => {}
            }
        }
        facts
    }

    /// What stands above a model: what stood there before, and what a new one needs said.
    fn documentation(&self, at: usize, before: Option<&PreviousModel>, facts: &[Fact]) -> String {
        let name = &self.tables[at];
        let kept = before.and_then(|m| m.named.block.documentation());
        let mut lines: Vec<String> = kept.iter().flat_map(|text| documentation(text)).collect();
        if name.reserved {
            lines.push(format!(
                "/// This model has been renamed to '{}' during introspection, because the original name '{}' is reserved.",
                name.name, self.model.tables[at].name
            ));
        }
        let always = [
            Class::WithoutColumns,
            Class::WithoutIdentifier,
            Class::ExpressionIndexes,
        ];
        for class in DOCUMENTED {
            let told = facts.iter().any(|(own, _)| *own == class);
            let line = class.documentation().map(|text| format!("/// {text}"));
            let wanted = told && (before.is_none() || always.contains(&class));
            lines.extend(line.filter(|line| wanted && !lines.contains(line)));
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn scalar_fields(
        &self,
        at: usize,
        before: Option<&PreviousModel>,
        relations: &[RelationField],
    ) -> Lines {
        let table = &self.model.tables[at];
        let enums = Enums::new(self.model, self.enums, self.values);
        let datasource = self.datasource_name();
        let mut lines = Lines::default();
        for (column, name) in table.columns.iter().zip(&self.columns[at]) {
            let known = before.and_then(|m| m.field(&column.name));
            lines.documentation(
                known
                    .and_then(|(member, _)| member.documentation())
                    .as_deref(),
            );
            let attributes = Attributes {
                table,
                column,
                name,
                enums: &enums,
                previous: before,
                datasource,
            };
            lines.line(vec![
                name.name.clone(),
                type_name(column, &enums),
                attributes.all().join(" "),
            ]);
        }
        for field in relations {
            lines.line(vec![
                field.name.clone(),
                field.type_name.clone(),
                field.attributes.join(" "),
            ]);
        }
        lines
    }

    fn datasource_name(&self) -> &'a str {
        let block = self
            .previous
            .and_then(|p| p.ast.of(Kind::Datasource).next());
        block.map_or("db", |block| &block.name.text)
    }

    fn all_enums(&mut self) -> Vec<Written> {
        (0..self.model.enums.len())
            .map(|at| self.an_enum(at))
            .collect()
    }

    fn an_enum(&mut self, at: usize) -> Written {
        let (own, name) = (&self.model.enums[at], &self.enums[at]);
        let before = self
            .previous
            .and_then(|p| p.of_enum(&own.namespace, &own.name));
        let commented = self.facts.enum_comment(&own.namespace, &own.name);
        self.tell_enum(at, before, commented);
        let mut text = String::new();
        let kept = before.and_then(|n| n.block.documentation());
        let added = (commented && before.is_none()).then(|| COMMENTED_ENUM.to_owned());
        for line in kept
            .iter()
            .chain(&added)
            .flat_map(|text| documentation(text))
        {
            text.push_str(&format!("{line}\n"));
        }
        text.push_str(&format!("enum {} {{\n", name.name));
        let mut lines = Lines::default();
        for (value, name) in own.values.iter().zip(&self.values[at]) {
            let known = before.and_then(|n| n.value(value));
            lines.documentation(
                known
                    .and_then(|(member, ..)| member.documentation())
                    .as_deref(),
            );
            let map = name.map.as_deref().map(|m| format!("@map({})", quoted(m)));
            lines.line(vec![name.name.clone(), map.unwrap_or_default()]);
        }
        text.push_str(&lines.render("  "));
        let mut attributes = Lines::default();
        let map = name.map.as_deref().map(|m| format!("@@map({})", quoted(m)));
        for attribute in map.into_iter().chain(self.namespace(&own.namespace)) {
            attributes.line(vec![attribute]);
        }
        if !attributes.is_empty() {
            text.push('\n');
            text.push_str(&attributes.render("  "));
        }
        text.push_str("}\n");
        Written {
            position: before.map(|n| (n.block.span.file, n.position)),
            text,
        }
    }

    fn tell_enum(&mut self, at: usize, before: Option<&Named>, commented: bool) {
        let (own, name) = (&self.model.enums[at], &self.enums[at].name);
        if before.is_some_and(Named::is_mapped) {
            self.tell(Class::RemappedEnums, format!("\"{name}\""));
        }
        if self.enums[at].duplicate {
            self.tell(
                Class::Duplicates,
                format!("Type: \"enum\", name: \"{name}\""),
            );
        }
        if commented {
            self.tell(Class::Comments, format!("Type: \"enum\", name: \"{name}\""));
        }
        for (value, written) in own.values.iter().zip(&self.values[at]) {
            let about = format!("Enum: \"{name}\", value: \"{}\"", written.name);
            match before.and_then(|n| n.value(value)) {
                Some((_, _, true)) => self.tell(Class::RemappedValues, about),
                None if written.is_made_up(value) => self.tell(Class::RenamedValues, about),
                _ => {}
            }
        }
    }

    /// Each block in the file that it was in, after the blocks that are not of the database.
    fn files(&self, models: Vec<Written>, enums: Vec<Written>) -> Vec<(String, String)> {
        let mut files = self.first_blocks();
        let new = match files.len() {
            1 => 0,
            _ => {
                files.push((NEW_FILE.into(), Vec::new()));
                files.len() - 1
            }
        };
        self.place(models, new, &mut files);
        self.views(&mut files);
        self.place(enums, new, &mut files);
        let nothing_new = files.len() > 1 && files[new].1.is_empty();
        if nothing_new {
            files.pop();
        }
        files
            .into_iter()
            .map(|(name, blocks)| (name, blocks.join("\n")))
            .collect()
    }

    fn place(&self, mut blocks: Vec<Written>, new: usize, files: &mut [(String, Vec<String>)]) {
        blocks.sort_by_key(|b| (b.position.is_none(), b.position.map(|(_, at)| at)));
        for block in blocks {
            let file = block.position.map_or(new, |(file, _)| file);
            files[file].1.push(block.text);
        }
    }

    /// Datasource and generators, in their files.
    fn first_blocks(&self) -> Vec<(String, Vec<String>)> {
        let Some(previous) = self.previous.filter(|p| !p.ast.files.is_empty()) else {
            let generator = config::new_generator(self.model);
            let blocks = generator
                .into_iter()
                .chain([config::new_datasource(self.model)]);
            return vec![(FILE.into(), blocks.collect())];
        };
        let named = previous
            .ast
            .files
            .iter()
            .map(|f| (f.name.clone(), Vec::new()));
        let mut files: Vec<(String, Vec<String>)> = named.collect();
        for block in &previous.ast.blocks {
            let text = match block.kind {
                Kind::Datasource => config::datasource(block, self.model, previous),
                Kind::Generator => config::block_text(block, &[]),
                _ => continue,
            };
            files[block.span.file].1.push(text);
        }
        files
    }

    /// The views of the file that are still there.
    fn views(&self, files: &mut [(String, Vec<String>)]) {
        let views = self.previous.into_iter().flat_map(|p| p.views());
        for view in views.filter(|v| self.facts.has_view(&v.namespace, &v.own)) {
            let text = config::block_text(view.block, &[]);
            files[view.block.span.file].1.push(text);
        }
    }
}

/// The many-to-many tables and all names. The language takes the model that comes first by name for
/// the side A, so a table where that is another one is no such relation.
fn name_tables(
    model: &Model,
    previous: Option<&Previous>,
) -> (HashSet<usize>, Vec<Name>, Vec<Name>) {
    let mut joins = joins::all(model);
    loop {
        let (tables, enums) = top_level(model, &joins, previous);
        let name = |key: &crate::prisma::model::ForeignKey| {
            let target = &key.references;
            let mut all = model.tables.iter().zip(&tables);
            let found =
                all.find(|(t, _)| t.namespace == target.namespace && t.name == target.table);
            found.map(|(_, name)| name.name.clone())
        };
        let in_order = |at: &usize| {
            joins::of(&model.tables[*at], model).is_some_and(|j| name(j.a) <= name(j.b))
        };
        let fitting: HashSet<usize> = joins.iter().copied().filter(in_order).collect();
        if fitting.len() == joins.len() {
            return (joins, tables, enums);
        }
        joins = fitting;
    }
}

fn column_names(table: &Table, previous: Option<&Previous>) -> Vec<Name> {
    let before = previous.and_then(|p| p.model(&table.namespace, &table.name));
    let known = |column: &str| before.and_then(|m| m.field(column));
    let mut taken = Taken::default();
    for (_, field) in table.columns.iter().filter_map(|c| known(&c.name)) {
        taken.keep(&field.name.text);
    }
    let names = table
        .columns
        .iter()
        .map(|column| match known(&column.name) {
            Some((_, field)) => Name::previous(&column.name, &field.name.text),
            None => taken.member(&column.name, "field"),
        });
    names.collect()
}

fn value_names(own: &Enum, previous: Option<&Previous>) -> Vec<Name> {
    let before = previous.and_then(|p| p.of_enum(&own.namespace, &own.name));
    let known = |value: &str| before.and_then(|n| n.value(value));
    let mut taken = Taken::default();
    for (_, name, _) in own.values.iter().filter_map(|v| known(v)) {
        taken.keep(name);
    }
    let names = own.values.iter().map(|value| match known(value) {
        Some((_, name, _)) => Name::previous(value, name),
        None if value.is_empty() => Name::previous(value, &taken.free(EMPTY.into())),
        None => taken.member(value, "value"),
    });
    names.collect()
}
