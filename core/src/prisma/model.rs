//! A database's schema as Prisma sees it: what its language can express, and nothing else. Read from
//! a `schema.prisma` or from the document of any schema; what Prisma's differ compares.

/// The part of a schema that is in Prisma's scope.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// What an unqualified name means; its objects are written without it.
    pub default_namespace: String,
    /// The schemas that are spoken of, sorted. Of a document: those that exist.
    pub namespaces: Vec<String>,
    pub extensions: Vec<Extension>,
    /// In the order of the schema file; of a document: by namespace and name.
    pub enums: Vec<Enum>,
    /// In the order of the schema file, then those of implicit many-to-many relations; of a
    /// document: by namespace and name.
    pub tables: Vec<Table>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Extension {
    pub name: String,
    /// The schema that it is wanted in.
    pub schema: Option<String>,
    pub version: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    pub namespace: String,
    pub name: String,
    /// As the database knows them.
    pub values: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub namespace: String,
    pub name: String,
    pub columns: Vec<Column>,
    pub primary_key: Option<PrimaryKey>,
    /// In the order in which they are created.
    pub indexes: Vec<Index>,
    pub foreign_keys: Vec<ForeignKey>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: String,
    pub kind: ColumnKind,
    pub arity: Arity,
    pub default: Option<ColumnDefault>,
    /// Prisma's client gives the value when there is none: uuid(), cuid(), ulid(), nanoid(). Only
    /// of a schema file.
    pub client_default: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    Required,
    Optional,
    List,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ColumnKind {
    Native(Native),
    Enum {
        namespace: String,
        name: String,
    },
    /// What Prisma has no name for, as the server or `Unsupported("…")` writes it.
    Unsupported(String),
}

/// The types that Prisma has a name for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Native {
    Text,
    VarChar(Option<u32>),
    Char(Option<u32>),
    Bit(Option<u32>),
    VarBit(Option<u32>),
    Uuid,
    Xml,
    Inet,
    Citext,
    SmallInt,
    Integer,
    BigInt,
    Oid,
    Real,
    DoublePrecision,
    /// Precision and scale.
    Decimal(Option<(u32, u32)>),
    Money,
    Timestamp(Option<u32>),
    Timestamptz(Option<u32>),
    Date,
    Time(Option<u32>),
    Timetz(Option<u32>),
    Boolean,
    Json,
    JsonB,
    ByteA,
}

/// The default of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnDefault {
    /// `now()`, CURRENT_TIMESTAMP.
    Now,
    /// `autoincrement()`. Of a document: the sequence that nextval() calls, or an identity.
    Autoincrement(Autoincrement),
    /// `dbgenerated("…")`, and every expression of a document that is none of the others. Empty,
    /// it is `dbgenerated()`: whatever default there is.
    Expression(String),
    Value(Literal),
    List(Vec<Literal>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Autoincrement {
    /// Of a schema file.
    Wanted,
    /// GENERATED … AS IDENTITY.
    Identity,
    /// The sequence's schema and name.
    Sequence(String, String),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// Text, as the value is, without quotes and escapes; also of dates and UUIDs.
    Text(String),
    /// A number, as it is written.
    Number(String),
    Boolean(bool),
    Bytes(Vec<u8>),
    Json(String),
    /// A value of an enum, as the database knows it.
    Enum(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct PrimaryKey {
    pub name: String,
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    pub name: String,
    pub unique: bool,
    /// Of a document: a UNIQUE constraint, not only an index.
    pub constraint: bool,
    pub columns: Vec<IndexColumn>,
    pub method: Method,
    /// The expression of a partial index, without WHERE.
    pub predicate: Option<String>,
}

impl Index {
    /// Whether Prisma writes operator classes that it does not see afterwards.
    pub fn hides_classes(&self) -> bool {
        matches!(self.method, Method::BTree | Method::Hash)
    }

    /// Whether they differ in their names at most.
    pub fn is_like(&self, other: &Index) -> bool {
        (self.unique, &self.columns, self.method, &self.predicate)
            == (other.unique, &other.columns, other.method, &other.predicate)
    }

    pub fn forget_classes(&mut self) {
        self.columns.iter_mut().for_each(|c| c.class = None);
    }

    pub fn has_classes(&self) -> bool {
        self.columns.iter().any(|c| c.class.is_some())
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct IndexColumn {
    pub name: String,
    /// None where nothing is written.
    pub sort: Option<Sort>,
    /// The operator class, where it is not the default one.
    pub class: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Asc,
    Desc,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    #[default]
    BTree,
    Hash,
    Gin,
    Gist,
    SpGist,
    Brin,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ForeignKey {
    pub name: String,
    pub columns: Vec<String>,
    pub references: Reference,
    pub on_delete: Action,
    pub on_update: Action,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    pub namespace: String,
    pub table: String,
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}
