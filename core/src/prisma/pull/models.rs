//! Models.

use super::attributes::is_mapped;
use super::class::{Class, DOCUMENTED};
use super::config;
use super::facts::Fact;
use super::fields::{type_name, Attributes, Enums};
use super::indexes;
use super::previous::Model as PreviousModel;
use super::relations::{has_identifier, RelationField, Tables};
use super::table::{documentation, Table as Lines};
use super::text::quoted;
use super::write::{Writer, Written};
use crate::prisma::model::ColumnKind;
use crate::prisma::psl::ast::{Expression, Kind};

impl<'a> Writer<'a> {
    pub fn models(&mut self) -> Vec<Written> {
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
}
