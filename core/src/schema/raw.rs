//! What the catalog queries return, still with the OIDs of this one database.

use super::{Attributes, Kind};

/// An object's address in the catalog: the OID of the system table and that of its row.
pub type Address = (u32, u32);

/// All that is read of a database.
#[derive(Debug, Default)]
pub struct Raw {
    pub server: u32,
    pub objects: Vec<RawObject>,
    pub columns: Vec<RawColumn>,
    pub comments: Vec<Comment>,
    pub labels: Vec<Label>,
    pub members: Vec<Member>,
    pub depends: Vec<Dependency>,
    pub aliases: Vec<Alias>,
}

#[derive(Debug)]
pub struct RawObject {
    pub address: Address,
    pub kind: Kind,
    pub schema: Option<String>,
    pub name: Option<String>,
    pub arguments: Option<String>,
    /// The relation or domain that it hangs on.
    pub parent: Option<u32>,
    /// The pg_class row that holds a composite type's columns.
    pub relation: Option<u32>,
    /// The tables that it inherits from.
    pub parents: Vec<u32>,
    /// The index behind a constraint.
    pub index: Option<u32>,
    /// How people call it, where the names above do not say.
    pub identity: Option<String>,
    pub indexdef: Option<String>,
    pub owner: Option<String>,
    /// Who counts as the owner of what has none in the document.
    pub grantor: Option<String>,
    pub acl: Option<Vec<String>>,
    pub acl_default: Vec<String>,
    pub attributes: Attributes,
}

#[derive(Debug)]
pub struct RawColumn {
    pub relation: u32,
    pub number: i32,
    pub name: String,
    pub acl: Option<Vec<String>>,
    pub attributes: Attributes,
}

#[derive(Debug)]
pub struct Comment {
    pub on: Address,
    pub column: i32,
    pub text: String,
}

#[derive(Debug)]
pub struct Label {
    pub on: Address,
    pub column: i32,
    pub provider: String,
    pub text: String,
}

/// An object that belongs to an extension, or depends on one by its user's wish.
#[derive(Debug)]
pub struct Member {
    pub object: Address,
    pub extension: String,
    pub belongs: bool,
}

#[derive(Debug)]
pub struct Dependency {
    pub object: Address,
    pub column: i32,
    pub on: Address,
    pub on_column: i32,
}

/// A catalog row that is but a part of an object: its row type, the index behind a constraint.
#[derive(Debug)]
pub struct Alias {
    pub of: Address,
    pub object: Address,
    pub column: i32,
}
