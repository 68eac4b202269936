//! The objects of GRANT, REVOKE, ALTER DEFAULT PRIVILEGES and DROP OWNED. The server tells its event
//! triggers nothing of them but that there was such a command.

use super::command::Command;
use super::object::Object;
use crate::server::encoding::{lossy, to_server};
use crate::server::identity::current_user;
use crate::server::nodes::{cast, list, option, string};
use pgrx::pg_sys::{self, NodeTag, ObjectType, Oid};

/// `pg_language`, which has no name in the headers that pgrx binds.
const LANGUAGE_RELATION_ID: Oid = Oid::from_u32(2612);

pub fn objects(command: &Command) -> Vec<Object> {
    // SAFETY: the tree lives as long as the command; the casts go by the nodes' tags.
    unsafe {
        if let Some(stmt) = cast::<pg_sys::GrantStmt>(command.tree, NodeTag::T_GrantStmt) {
            return granted(stmt);
        }
        let tag = NodeTag::T_AlterDefaultPrivilegesStmt;
        if let Some(stmt) = cast::<pg_sys::AlterDefaultPrivilegesStmt>(command.tree, tag) {
            return default_privileges(stmt);
        }
        let tag = NodeTag::T_DropOwnedStmt;
        if let Some(stmt) = cast::<pg_sys::DropOwnedStmt>(command.tree, tag) {
            return role_names(list(stmt.roles))
                .into_iter()
                .map(|role| Object::named("role", quoted(&role), &[&role]))
                .collect();
        }
    }
    Vec::new()
}

unsafe fn granted(stmt: &pg_sys::GrantStmt) -> Vec<Object> {
    let nodes = list::<pg_sys::Node>(stmt.objects).into_iter();
    if stmt.targtype == pg_sys::GrantTargetType::ACL_TARGET_ALL_IN_SCHEMA {
        return nodes
            .filter_map(|node| all_in_schema(stmt.objtype, &string(node)?))
            .collect();
    }
    nodes
        .filter_map(|node| {
            let (class, id) = address(stmt.objtype, node)?;
            Object::describe(class, id, 0)
        })
        .collect()
}

/// What a node of a GRANT names; it was found just before, when the command ran.
unsafe fn address(kind: ObjectType::Type, node: *mut pg_sys::Node) -> Option<(Oid, Oid)> {
    use ObjectType::*;
    Some(match kind {
        OBJECT_TABLE | OBJECT_SEQUENCE => {
            let relation = cast::<pg_sys::RangeVar>(node, NodeTag::T_RangeVar)?;
            let flags = pg_sys::RVROption::RVR_MISSING_OK;
            let (lock, none) = (pg_sys::NoLock as i32, std::ptr::null_mut());
            let id = pg_sys::RangeVarGetRelidExtended(relation, lock, flags, None, none);
            (pg_sys::RelationRelationId, id)
        }
        OBJECT_FUNCTION | OBJECT_PROCEDURE | OBJECT_ROUTINE => {
            cast::<pg_sys::ObjectWithArgs>(node, NodeTag::T_ObjectWithArgs)?;
            let id = pg_sys::LookupFuncWithArgs(kind, node.cast(), true);
            (pg_sys::ProcedureRelationId, id)
        }
        OBJECT_TYPE | OBJECT_DOMAIN => {
            cast::<pg_sys::List>(node, NodeTag::T_List)?;
            let name = pg_sys::makeTypeNameFromNameList(node.cast());
            let id = pg_sys::LookupTypeNameOid(std::ptr::null_mut(), name, true);
            (pg_sys::TypeRelationId, id)
        }
        _ => {
            let name = to_server(&string(node)?);
            let name = name.as_ptr();
            match kind {
                OBJECT_SCHEMA => {
                    let id = pg_sys::get_namespace_oid(name, true);
                    (pg_sys::NamespaceRelationId, id)
                }
                OBJECT_LANGUAGE => (LANGUAGE_RELATION_ID, pg_sys::get_language_oid(name, true)),
                OBJECT_FDW => {
                    let id = pg_sys::get_foreign_data_wrapper_oid(name, true);
                    (pg_sys::ForeignDataWrapperRelationId, id)
                }
                OBJECT_FOREIGN_SERVER => {
                    let id = pg_sys::get_foreign_server_oid(name, true);
                    (pg_sys::ForeignServerRelationId, id)
                }
                _ => return None,
            }
        }
    })
}

unsafe fn all_in_schema(kind: ObjectType::Type, schema: &str) -> Option<Object> {
    let mut object = Object::named(
        &format!("{} in schema", plural(kind)),
        quoted(schema),
        &[schema],
    );
    object.class = pg_sys::NamespaceRelationId;
    object.id = pg_sys::get_namespace_oid(to_server(schema).as_ptr(), true);
    Some(object)
}

/// One for each role and schema, with the identity that the server gives to such an entry.
unsafe fn default_privileges(stmt: &pg_sys::AlterDefaultPrivilegesStmt) -> Vec<Object> {
    let of = |name| option(stmt.options, name).map(|o| o.elements::<pg_sys::Node>());
    let roles = match of("roles") {
        Some(roles) => role_names(roles.into_iter().map(|r| r.cast()).collect()),
        None => vec![current_user()],
    };
    let schemas: Vec<String> = of("schemas")
        .unwrap_or_default()
        .into_iter()
        .filter_map(|node| string(node))
        .collect();
    let on = plural((*stmt.action).objtype);
    let mut objects = Vec::new();
    for role in roles {
        let whose = format!("for role {}", quoted(&role));
        for schema in &schemas {
            let identity = format!("{whose} in schema {} on {on}", quoted(schema));
            objects.push(Object::named("default acl", identity, &[&role, schema]));
        }
        if schemas.is_empty() {
            let identity = format!("{whose} on {on}");
            objects.push(Object::named("default acl", identity, &[&role]));
        }
    }
    objects
}

unsafe fn role_names(roles: Vec<*mut pg_sys::RoleSpec>) -> Vec<String> {
    roles
        .into_iter()
        .filter_map(|role| lossy(pg_sys::get_rolespec_name(role)))
        .collect()
}

fn plural(kind: ObjectType::Type) -> &'static str {
    use ObjectType::*;
    match kind {
        OBJECT_TABLE => "tables",
        OBJECT_SEQUENCE => "sequences",
        OBJECT_PROCEDURE => "procedures",
        OBJECT_ROUTINE => "routines",
        OBJECT_FUNCTION => "functions",
        OBJECT_TYPE => "types",
        OBJECT_SCHEMA => "schemas",
        _ => "large objects",
    }
}

fn quoted(name: &str) -> String {
    let name = to_server(name);
    // SAFETY: quote_identifier returns its argument or a new NUL-terminated string.
    unsafe { lossy(pg_sys::quote_identifier(name.as_ptr())) }.unwrap_or_default()
}
