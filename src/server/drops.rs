//! Which commands would take the extension away, and the history with it.

use super::catalog::pinned;
use super::nodes::{cast, list, string};
use super::spi::Spi;
use pgrx::pg_sys::{self, NodeTag};

/// Whether a DROP EXTENSION or DROP OWNED, without CASCADE, means this extension.
///
/// # Safety
/// `node` is null or a node of a parse tree that is alive.
pub unsafe fn takes_extension(node: *mut pg_sys::Node) -> bool {
    let cascade = pg_sys::DropBehavior::DROP_CASCADE;
    if let Some(stmt) = cast::<pg_sys::DropStmt>(node, NodeTag::T_DropStmt) {
        let mut names = list::<pg_sys::Node>(stmt.objects)
            .into_iter()
            .filter_map(|n| string(n));
        return stmt.behavior != cascade && names.any(|name| name == "migrate");
    }
    if let Some(stmt) = cast::<pg_sys::DropOwnedStmt>(node, NodeTag::T_DropOwnedStmt) {
        let owner = owner();
        let mut roles = list::<pg_sys::RoleSpec>(stmt.roles).into_iter();
        return stmt.behavior != cascade
            && roles.any(|role| Some(pg_sys::get_rolespec_oid(role, true)) == owner);
    }
    false
}

fn owner() -> Option<pg_sys::Oid> {
    let query = "SELECT extowner::int8 FROM pg_catalog.pg_extension WHERE extname = 'migrate'";
    let rows = pinned(|| Spi::connect().read(query, &[]));
    let owner = rows.first()?.first()?.as_long();
    Some(pg_sys::Oid::from(owner as u32))
}
