//! What exists so far: tables with the columns that may still change, and the enums they use.

/// The types that columns have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Varchar,
    Int,
    Bigint,
    Money,
    Bool,
    Json,
    Time,
    Day,
    Tags,
    Email,
    /// An enum, by its number in `Growth::enums`.
    Enum(usize),
}

impl Kind {
    /// As SQL writes it. An enum's name depends on the enum: see `Growth`.
    pub fn sql(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Varchar => "varchar(400)",
            Kind::Int => "integer",
            Kind::Bigint => "bigint",
            Kind::Money => "numeric(12,2)",
            Kind::Bool => "boolean",
            Kind::Json => "jsonb",
            Kind::Time => "timestamptz",
            Kind::Day => "date",
            Kind::Tags => "text[]",
            Kind::Email => "email",
            Kind::Enum(_) => unreachable!("an enum has a name of its own"),
        }
    }

    /// An expression for row number `n`, the same in every run.
    pub fn sample(self, n: &str) -> String {
        match self {
            Kind::Text | Kind::Varchar => format!("'text ' || {n}"),
            Kind::Int => format!("{n} * 3"),
            Kind::Bigint => format!("{n}::bigint * 5"),
            Kind::Money => format!("{n} * 19.99"),
            Kind::Bool => format!("{n} % 2 = 0"),
            Kind::Json => format!("jsonb_build_object('n', {n})"),
            Kind::Time => format!("timestamptz '2024-02-01 00:00:00+00' + {n} * interval '1 day'"),
            Kind::Day => format!("date '2024-02-01' + {n}"),
            Kind::Tags => format!("array['a', 'b' || {n}]"),
            Kind::Email => format!("'person' || {n} || '@example.org'"),
            Kind::Enum(_) => unreachable!("an enum column has a default"),
        }
    }

    /// A constant that can be a default.
    pub fn constant(self) -> &'static str {
        match self {
            Kind::Text | Kind::Varchar => "'none'",
            Kind::Int | Kind::Bigint => "0",
            Kind::Money => "0.00",
            Kind::Bool => "false",
            Kind::Json => "'{}'::jsonb",
            Kind::Time => "'2024-01-01 00:00:00+00'",
            Kind::Day => "'2024-01-01'",
            Kind::Tags => "'{}'::text[]",
            Kind::Email => "'nobody@example.org'",
            Kind::Enum(_) => unreachable!("an enum's default is one of its labels"),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    /// Something else depends on it: it keeps its name and type.
    pub pinned: bool,
}

impl Column {
    pub fn new(name: &str, kind: Kind) -> Column {
        Column {
            name: name.to_owned(),
            kind,
            pinned: false,
        }
    }
}

/// A table. Beside `columns` it has `id`, `organization_id`, `revision`, `created_at` and the references of
/// its blueprint.
#[derive(Debug, Clone)]
pub struct Table {
    pub schema: &'static str,
    pub name: &'static str,
    pub columns: Vec<Column>,
    pub has_view: bool,
    pub has_summary: bool,
    pub has_policies: bool,
    pub has_audit: bool,
}

impl Table {
    pub fn new(schema: &'static str, name: &'static str, columns: Vec<Column>) -> Table {
        Table {
            schema,
            name,
            columns,
            has_view: false,
            has_summary: false,
            has_policies: false,
            has_audit: false,
        }
    }

    pub fn sql(&self) -> String {
        qualified(self.schema, self.name)
    }

    /// Another object of the same schema, named after the table.
    pub fn sibling(&self, suffix: &str) -> String {
        qualified(self.schema, &format!("{}_{suffix}", self.name))
    }

    /// A name without its schema, as constraints and indexes need it.
    pub fn named(&self, suffix: &str) -> String {
        quoted(&format!("{}_{suffix}", self.name))
    }

    /// The statement that drops its view, or nothing.
    pub fn drop_view(&self) -> String {
        if !self.has_view {
            return String::new();
        }
        format!("DROP VIEW {};\n", self.sibling("overview"))
    }

    /// The statement that creates its view as the columns are now, or nothing.
    pub fn create_view(&self) -> String {
        if !self.has_view {
            return String::new();
        }
        let columns: String = self
            .columns
            .iter()
            .map(|column| format!("    t.{},\n", quoted(&column.name)))
            .collect();
        format!(
            "\
CREATE VIEW {} AS
SELECT
    t.id,
{columns}    o.name AS organization
FROM {} t
JOIN organizations o ON o.id = t.organization_id;
",
            self.sibling("overview"),
            self.sql()
        )
    }

    /// A change of columns between the view's end and its new beginning.
    pub fn around_view(&mut self, change: impl FnOnce(&mut Table) -> String) -> String {
        let drop = self.drop_view();
        let change = change(self);
        format!("{drop}{change}{}", self.create_view())
    }
}

#[derive(Debug, Clone)]
pub struct Enum {
    pub schema: &'static str,
    pub name: String,
    pub labels: Vec<String>,
    pub default: String,
    /// Its table, by number, and column there.
    pub table: usize,
    pub column: &'static str,
}

impl Enum {
    pub fn sql(&self) -> String {
        qualified(self.schema, &self.name)
    }

    pub fn list(&self) -> String {
        let labels: Vec<_> = self.labels.iter().map(|l| format!("'{l}'")).collect();
        labels.join(", ")
    }
}

/// Public names stand without their schema, so that a search_path that leaked would be noticed.
pub fn qualified(schema: &str, name: &str) -> String {
    match schema {
        "public" => quoted(name),
        schema => format!("{schema}.{}", quoted(name)),
    }
}

/// Quoted where the name needs it.
pub fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}
