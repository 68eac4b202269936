//! What can be seen of a command before it runs. To be refused only at its end would be too late for
//! what commits by itself (CONCURRENTLY), and late for what locks or rewrites a large table; and what
//! is renamed has another name then.

use super::command::Command;
use super::object::Object;
use crate::server::encoding::lossy;
use crate::server::nodes::{cast, list, text};
use pgrx::pg_sys::{self, NodeTag, ObjectType, Oid};

/// The objects that the command is going to touch, as far as they are known.
pub fn objects(command: &Command) -> Vec<Object> {
    let tree = command.tree;
    // SAFETY: the tree lives as long as the command; each cast goes by the node's tag.
    unsafe {
        match (*tree).type_ {
            NodeTag::T_AlterTableStmt => alter_table(&*tree.cast()),
            NodeTag::T_RenameStmt => one(existing((*tree.cast::<pg_sys::RenameStmt>()).relation)),
            NodeTag::T_AlterObjectSchemaStmt => one(existing(
                (*tree.cast::<pg_sys::AlterObjectSchemaStmt>()).relation,
            )),
            NodeTag::T_IndexStmt => one(index(&*tree.cast())),
            NodeTag::T_DropStmt => drop(&*tree.cast()),
            NodeTag::T_CreateTableAsStmt => one(new_table(&*tree.cast())),
            NodeTag::T_CreateExtensionStmt => one(new_extension(&*tree.cast())),
            NodeTag::T_AlterExtensionStmt => one(extension(
                (*tree.cast::<pg_sys::AlterExtensionStmt>()).extname,
            )),
            _ => Vec::new(),
        }
    }
}

/// Whether the look ahead has judged an object for good: at the end nobody knows the table of an
/// index that is gone, and of a partition that was attached or detached its parent is what changed.
pub fn has_judged(command: &Command, object: &Object) -> bool {
    // SAFETY: as in `objects`.
    unsafe {
        match (*command.tree).type_ {
            NodeTag::T_DropStmt => object.kind == "index",
            NodeTag::T_AlterTableStmt => partitions(&*command.tree.cast()).is_some(),
            _ => false,
        }
    }
}

/// Whether the command gives another name to something that a look ahead does not know: then a name
/// at its end says nothing.
pub fn renames_unseen(command: &Command) -> bool {
    let tree = command.tree;
    // SAFETY: as in `objects`.
    unsafe {
        match (*tree).type_ {
            NodeTag::T_RenameStmt => (*tree.cast::<pg_sys::RenameStmt>()).relation.is_null(),
            NodeTag::T_AlterObjectSchemaStmt => (*tree.cast::<pg_sys::AlterObjectSchemaStmt>())
                .relation
                .is_null(),
            _ => false,
        }
    }
}

fn one(object: Option<Object>) -> Vec<Object> {
    object.into_iter().collect()
}

unsafe fn alter_table(stmt: &pg_sys::AlterTableStmt) -> Vec<Object> {
    match partitions(stmt) {
        Some(names) => names
            .into_iter()
            .filter_map(|name| existing(name))
            .collect(),
        None => one(existing(stmt.relation)),
    }
}

/// The partitions, if the command does nothing but attach and detach them.
unsafe fn partitions(stmt: &pg_sys::AlterTableStmt) -> Option<Vec<*mut pg_sys::RangeVar>> {
    list::<pg_sys::AlterTableCmd>(stmt.cmds)
        .into_iter()
        .map(|cmd| {
            cast::<pg_sys::PartitionCmd>((*cmd).def, NodeTag::T_PartitionCmd).map(|p| p.name)
        })
        .collect()
}

unsafe fn existing(relation: *const pg_sys::RangeVar) -> Option<Object> {
    if relation.is_null() {
        return None;
    }
    let flags = pg_sys::RVROption::RVR_MISSING_OK;
    let (lock, none) = (pg_sys::NoLock as i32, std::ptr::null_mut());
    let id = pg_sys::RangeVarGetRelidExtended(relation, lock, flags, None, none);
    (id != pg_sys::InvalidOid).then(|| Object::describe(pg_sys::RelationRelationId, id, 0))?
}

unsafe fn index(stmt: &pg_sys::IndexStmt) -> Option<Object> {
    let table = existing(stmt.relation)?;
    let schema = pg_sys::get_rel_namespace(table.id);
    let is_there = stmt.if_not_exists && exists(stmt.idxname, schema);
    (!is_there).then_some(table)
}

unsafe fn drop(stmt: &pg_sys::DropStmt) -> Vec<Object> {
    use ObjectType::*;
    match stmt.removeType {
        OBJECT_TABLE | OBJECT_FOREIGN_TABLE | OBJECT_VIEW | OBJECT_MATVIEW | OBJECT_SEQUENCE
        | OBJECT_INDEX => list::<pg_sys::List>(stmt.objects)
            .into_iter()
            .filter_map(|name| existing(pg_sys::makeRangeVarFromNameList(name)))
            .collect(),
        _ => Vec::new(),
    }
}

unsafe fn new_table(stmt: &pg_sys::CreateTableAsStmt) -> Option<Object> {
    let relation = (*stmt.into).rel;
    let schema = pg_sys::RangeVarGetCreationNamespace(relation);
    if stmt.if_not_exists && exists((*relation).relname, schema) {
        return None;
    }
    let name = text((*relation).relname);
    let schema = match pg_sys::isAnyTempNamespace(schema) {
        true => "pg_temp".into(),
        false => lossy(pg_sys::get_namespace_name(schema))?,
    };
    let kind = match stmt.objtype {
        ObjectType::OBJECT_MATVIEW => "materialized view",
        _ => "table",
    };
    Some(Object::named(
        kind,
        format!("{schema}.{name}"),
        &[&schema, &name],
    ))
}

unsafe fn exists(name: *const std::ffi::c_char, schema: Oid) -> bool {
    !name.is_null() && pg_sys::get_relname_relid(name, schema) != pg_sys::InvalidOid
}

unsafe fn new_extension(stmt: &pg_sys::CreateExtensionStmt) -> Option<Object> {
    let is_there = pg_sys::get_extension_oid(stmt.extname, true) != pg_sys::InvalidOid;
    (!is_there).then(|| extension(stmt.extname))?
}

unsafe fn extension(name: *const std::ffi::c_char) -> Option<Object> {
    let name = text(name);
    Some(Object::named("extension", name.clone(), &[&name]))
}
