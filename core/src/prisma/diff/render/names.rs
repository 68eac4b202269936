//! Names and texts, as Prisma writes them: all names in quotes.

/// Writes names: those of one schema without it.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub default_namespace: &'a str,
}

impl Names<'_> {
    pub fn qualified(&self, namespace: &str, name: &str) -> String {
        match namespace == self.default_namespace {
            true => quote(name),
            false => format!("{}.{}", quote(namespace), quote(name)),
        }
    }
}

pub fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub fn quote_all(names: &[String], separator: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| quote(name)).collect();
    names.join(separator)
}

/// A text as a constant; a backslash is nothing special in it.
pub fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
