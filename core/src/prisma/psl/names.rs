//! The names that constraints and indexes have when the schema gives none.

use super::resolve::{Entity, Index, IndexKind, Key};

/// What a name can hold in PostgreSQL, in bytes.
pub const LONGEST: usize = 63;

/// `base` cut so that the suffix still fits behind it.
pub fn limited(base: &str, suffix: &str) -> String {
    let most = LONGEST - suffix.len();
    let mut end = base.len().min(most);
    while !base.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{suffix}", &base[..end])
}

pub fn primary_key(table: &str) -> String {
    limited(table, "_pkey")
}

pub fn unique(table: &str, columns: &[&str]) -> String {
    limited(&with_columns(table, columns), "_key")
}

pub fn index(table: &str, columns: &[&str]) -> String {
    limited(&with_columns(table, columns), "_idx")
}

pub fn foreign_key(table: &str, columns: &[&str]) -> String {
    limited(&with_columns(table, columns), "_fkey")
}

fn with_columns(table: &str, columns: &[&str]) -> String {
    format!("{table}_{}", columns.join("_"))
}

impl Entity<'_> {
    pub fn id_name(&self, id: &Key) -> String {
        id.map
            .map_or_else(|| primary_key(self.table), str::to_string)
    }

    pub fn index_name(&self, of: &Index) -> String {
        let default = match of.kind {
            IndexKind::Unique => unique,
            IndexKind::Normal | IndexKind::Fulltext => index,
        };
        let columns = || self.columns(&of.key.fields());
        of.key
            .map
            .map_or_else(|| default(self.table, &columns()), str::to_string)
    }
}
