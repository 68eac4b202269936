//! A Prisma schema as a schema value: the document of the database that it asks for, and with it the
//! schema itself, because that says more: the order, and what only Prisma's client knows.

use super::document;
use super::model::Model;
use super::psl::{self, Errors};
use super::stored;
use crate::schema::json;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A Prisma schema in a document, as its member `prisma`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What a model without @@schema is in.
    pub default_schema: String,
    /// Names and texts.
    pub files: Vec<(String, String)>,
}

impl Source {
    /// From the text of a schema, or a JSON of several: `{"name": "text"}`, or
    /// `[{"name": …, "content": …}]`. The error says what is wrong with the JSON.
    pub fn new(text: &str, default_schema: &str) -> Result<Self, String> {
        let files = match text.trim_start().chars().next() {
            Some('{' | '[') => files(text)?,
            _ => vec![("schema.prisma".to_string(), text.to_string())],
        };
        Ok(Source {
            default_schema: default_schema.into(),
            files,
        })
    }

    pub fn read(&self) -> Result<psl::Schema, Errors> {
        psl::read(&self.files, &self.default_schema)
    }

    /// The one in a document, if there is one.
    pub fn of(document: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Head {
            prisma: Option<Source>,
        }
        serde_json::from_str::<Head>(document).ok()?.prisma
    }

    /// The document for a server of this major version.
    pub fn document(&self, server: u32) -> Result<String, Errors> {
        let model = stored::with_cut_names(self.read()?.model);
        Ok(self.around(&model, server))
    }

    fn around(&self, model: &Model, server: u32) -> String {
        let written = json::write(&document::write(model, server)).text;
        let head = written.strip_suffix('}').unwrap_or(&written);
        let own = serde_json::to_string(self).expect("strings can be written");
        format!("{head},\"prisma\":{own}}}")
    }
}

fn files(text: &str) -> Result<Vec<(String, String)>, String> {
    let value: Value = serde_json::from_str(text).map_err(|e| format!("it is not JSON: {e}"))?;
    let text_of = |value: &Value| value.as_str().map(String::from);
    let files = match value {
        Value::Object(map) => (map.into_iter())
            .map(|(name, text)| Some((name, text_of(&text)?)))
            .collect::<Option<Vec<_>>>(),
        Value::Array(list) => (list.iter())
            .map(|file| Some((text_of(&file["name"])?, text_of(&file["content"])?)))
            .collect(),
        _ => None,
    };
    let mut files = files
        .ok_or("several files are {\"name\": \"text\", …} or [{\"name\": …, \"content\": …}, …]")?;
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_keeps_its_schema() {
        let text = "datasource db {\n  provider = \"postgresql\"\n}\nmodel A {\n  id Int @id\n}\n";
        let source = Source::new(text, "public").unwrap();
        let document = source.document(15).unwrap();
        assert_eq!(Source::of(&document), Some(source));
        let schema = json::read(&document).unwrap();
        assert!(schema
            .find(crate::schema::Kind::Table, "public.\"A\"")
            .is_some());
        assert_eq!(Source::of("{\"version\":1}"), None);
    }

    #[test]
    fn several_files() {
        let both = Source::new(r#"{"b.prisma": "y", "a.prisma": "x"}"#, "public").unwrap();
        let list =
            r#"[{"name": "a.prisma", "content": "x"}, {"name": "b.prisma", "content": "y"}]"#;
        assert_eq!(Source::new(list, "public").unwrap(), both);
        assert!(Source::new("[1]", "public").is_err());
        assert!(Source::new("{", "public").is_err());
    }
}
