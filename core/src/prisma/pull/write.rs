//! Puts the schema file together.

use super::class::Class;
use super::config;
use super::facts::Facts;
use super::names::Name;
use super::naming::{column_names, name_tables, value_names};
use super::previous::Previous;
use super::text::quoted;
use super::{Pulled, Warning};
use crate::prisma::model::Model;
use crate::prisma::psl::ast::Kind;
use crate::prisma::psl::Ast;
use crate::schema::Schema;
use std::collections::{BTreeMap, HashSet};

/// The file of a database that had none.
const FILE: &str = "schema.prisma";

/// The file of what is new, where there are several.
const NEW_FILE: &str = "introspected.prisma";

pub struct Writer<'a> {
    pub model: &'a Model,
    pub facts: &'a Facts<'a>,
    pub previous: Option<&'a Previous<'a>>,
    pub joins: &'a HashSet<usize>,
    pub tables: &'a [Name],
    pub columns: &'a [Vec<Name>],
    pub enums: &'a [Name],
    pub values: &'a [Vec<Name>],
    pub warnings: BTreeMap<Class, Vec<String>>,
}

/// A block, with the place and the file of the one that was there before.
pub struct Written {
    pub position: Option<(usize, usize)>,
    pub text: String,
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

    pub fn tell(&mut self, class: Class, about: String) {
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

    pub fn namespace(&self, namespace: &str) -> Option<String> {
        let uses = config::uses_namespaces(self.model, self.previous);
        uses.then(|| format!("@@schema({})", quoted(namespace)))
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

    /// Generators and datasource, in their files.
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
        for block in previous.ast.of(Kind::Generator) {
            let text = config::generator(block, self.model);
            files[block.span.file].1.push(text);
        }
        if previous.ast.of(Kind::Generator).next().is_none() {
            files[0].1.extend(config::new_generator(self.model));
        }
        for block in previous.ast.of(Kind::Datasource) {
            let text = config::datasource(block, self.model, previous);
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
