//! The schema value: every object of a database's schema, normalised, so that two databases with
//! the same schema have the same document, whatever their past.

pub mod acl;
pub mod assemble;
mod attributes;
pub mod expression;
pub mod ignore;
pub mod index;
pub mod json;
pub mod kind;
pub mod name;
pub mod owner;
pub mod part;
pub mod raw;

pub use attributes::Attributes;
pub use kind::Kind;

/// The schema of a database.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// The server's major version.
    pub server: u32,
    /// In the order of kind and name.
    pub objects: Vec<Object>,
}

impl Schema {
    /// That of a database which was just created, on a server of this major version.
    pub fn empty(server: u32) -> Self {
        let mut public = Object {
            kind: Kind::Schema,
            display: "public".into(),
            schema: None,
            name: Some("public".into()),
            arguments: None,
            on: None,
            attributes: Attributes::new(),
            columns: Vec::new(),
            depends: Vec::new(),
        };
        // Before 15 it is the bootstrap superuser's, whose name is another in every cluster.
        if server >= 15 {
            public.attributes.insert("owner", "pg_database_owner");
        }
        Schema {
            server,
            objects: vec![public],
        }
    }
}

/// One object of a schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    pub kind: Kind,
    /// How people call it: qualified, with arguments, or "… on public.users".
    pub display: String,
    pub schema: Option<String>,
    pub name: Option<String>,
    pub arguments: Option<String>,
    /// The display of the table or domain that it hangs on.
    pub on: Option<String>,
    /// What it is like; what is as usual is left out.
    pub attributes: Attributes,
    /// Of tables, views and composite types.
    pub columns: Vec<Column>,
    /// The ids of the objects and columns that it needs.
    pub depends: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: String,
    pub attributes: Attributes,
}

impl Object {
    /// What names the object in a document: its kind and how people call it.
    pub fn id(&self) -> String {
        format!("{} {}", self.kind, self.display)
    }

    /// How people call one of its columns.
    pub fn column_display(&self, column: &str) -> String {
        format!("{}.{}", self.display, name::quoted(column))
    }

    pub fn text(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute)?.as_str()
    }

    /// The tables that it inherits from or is a partition of.
    pub fn inherited(&self) -> Vec<String> {
        let parent = self.text("partition_of").map(String::from);
        let parents = self.attributes.get("inherits").and_then(|v| v.as_array());
        (parent.into_iter())
            .chain(
                parents
                    .into_iter()
                    .flatten()
                    .filter_map(|p| p.as_str())
                    .map(String::from),
            )
            .collect()
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }
}

impl Schema {
    pub fn find(&self, kind: Kind, display: &str) -> Option<&Object> {
        self.position(kind, display).map(|i| &self.objects[i])
    }

    pub fn position(&self, kind: Kind, display: &str) -> Option<usize> {
        self.objects
            .binary_search_by(|o| (o.kind, o.display.as_str()).cmp(&(kind, display)))
            .ok()
    }
}
