//! Splits a migration into statements with the server's own parser, and says what each of them
//! means for transactions. The list of what cannot run in one is PostgreSQL's: every caller of
//! PreventInTransactionBlock.

use super::caught::{catch, Caught};
use super::encoding::{to_server, Offsets};
use super::nodes::{cast, last_name, list, option, options, text};
use super::raw;
use super::session::Settings;
use migrate_core::sqltext::tokens;
use migrate_core::statement::{Nature, Statement};
use pgrx::pg_sys::{self, NodeTag};
use std::ffi::CStr;

/// Parses a text. The parser needs no catalog and no transaction; one syntax error rejects all.
pub fn parse(sql: &str) -> Result<Vec<Statement>, Caught> {
    let source = to_server(sql);
    // As the statements will be run, and as the scanner of `core` reads them.
    let scope = Settings::open();
    scope.set("standard_conforming_strings", "on");
    let parsed = parse_trees(sql, &source);
    scope.close();
    parsed
}

fn parse_trees(sql: &str, source: &CStr) -> Result<Vec<Statement>, Caught> {
    // SAFETY: the trees live in a context of their own, which is deleted when they were read; the
    // closure only calls C.
    unsafe {
        let mut offsets = Offsets::new(sql, source);
        let trees = pg_sys::AllocSetContextCreateInternal(
            pg_sys::CurrentMemoryContext,
            c"migrate parse".as_ptr(),
            0,
            8 * 1024,
            8 * 1024 * 1024,
        );
        let previous = pg_sys::MemoryContextSwitchTo(trees);
        let pointer = source.as_ptr();
        let parsed = catch(|| raw::pg_parse_query(pointer));
        let statements = parsed.map(|trees| {
            list::<pg_sys::RawStmt>(trees)
                .into_iter()
                .map(|raw| statement(&*raw, sql, &mut offsets))
                .collect()
        });
        pg_sys::MemoryContextSwitchTo(previous);
        pg_sys::MemoryContextDelete(trees);
        statements
    }
}

unsafe fn statement(raw: &pg_sys::RawStmt, sql: &str, offsets: &mut Offsets<'_>) -> Statement {
    let first = raw.stmt_location.max(0) as usize;
    let location = offsets.find(first);
    let end = match raw.stmt_len {
        0 => sql.len(),
        len => offsets.find(first + len as usize),
    };
    let body = sql.get(location..end).unwrap_or_default();
    let start = tokens(body).next().map_or(location, |t| location + t.start);
    Statement {
        start,
        end: start + sql.get(start..end).unwrap_or_default().trim_end().len(),
        tag: tag(raw.stmt),
        nature: nature(raw.stmt),
    }
}

unsafe fn tag(node: *mut pg_sys::Node) -> &'static str {
    let name = pg_sys::GetCommandTagName(pg_sys::CreateCommandTag(node));
    CStr::from_ptr(name).to_str().unwrap_or("???")
}

unsafe fn nature(node: *mut pg_sys::Node) -> Nature {
    match (*node).type_ {
        NodeTag::T_TransactionStmt => transaction(&*node.cast()),
        NodeTag::T_VariableSetStmt => variable_set(&*node.cast()),
        NodeTag::T_CopyStmt => copy(&*node.cast()),
        NodeTag::T_DoStmt => do_block(&*node.cast()),
        NodeTag::T_CallStmt => call(&*node.cast()),
        NodeTag::T_CreateFunctionStmt => routine(&*node.cast()),
        NodeTag::T_AlterEnumStmt => add_value(&*node.cast()),
        NodeTag::T_SelectStmt
        | NodeTag::T_InsertStmt
        | NodeTag::T_UpdateStmt
        | NodeTag::T_DeleteStmt
        | NodeTag::T_ExecuteStmt
        | NodeTag::T_ExplainStmt
        | NodeTag::T_RefreshMatViewStmt
        | NodeTag::T_CreateTableAsStmt => Nature::Data,
        #[cfg(not(any(feature = "pg13", feature = "pg14")))]
        NodeTag::T_MergeStmt => Nature::Data,
        _ => non_transactional(node).map_or(Nature::Plain, Nature::NonTransactional),
    }
}

unsafe fn transaction(stmt: &pg_sys::TransactionStmt) -> Nature {
    use pg_sys::TransactionStmtKind::*;
    match stmt.kind {
        // With options (ISOLATION LEVEL …) it asks for a transaction other than the one at hand.
        TRANS_STMT_BEGIN | TRANS_STMT_START if stmt.options.is_null() => Nature::Begin,
        TRANS_STMT_COMMIT if !stmt.chain => Nature::Commit,
        TRANS_STMT_COMMIT_PREPARED => Nature::NonTransactional("COMMIT PREPARED"),
        TRANS_STMT_ROLLBACK_PREPARED => Nature::NonTransactional("ROLLBACK PREPARED"),
        _ => Nature::Control,
    }
}

/// SET TRANSACTION speaks of the transaction itself; all other SETs are settings.
unsafe fn variable_set(stmt: &pg_sys::VariableSetStmt) -> Nature {
    let multi = stmt.kind == pg_sys::VariableSetKind::VAR_SET_MULTI;
    match text(stmt.name).as_str() {
        "TRANSACTION" | "TRANSACTION SNAPSHOT" if multi => Nature::Control,
        _ => Nature::Plain,
    }
}

unsafe fn copy(stmt: &pg_sys::CopyStmt) -> Nature {
    match (stmt.filename.is_null(), stmt.is_from) {
        (true, true) => Nature::CopyIn,
        (true, false) => Nature::CopyOut,
        _ => Nature::Data,
    }
}

unsafe fn do_block(stmt: &pg_sys::DoStmt) -> Nature {
    Nature::Code {
        code: option(stmt.args, "as").and_then(|o| o.text()),
        procedure: None,
    }
}

unsafe fn call(stmt: &pg_sys::CallStmt) -> Nature {
    Nature::Code {
        code: None,
        procedure: Some(last_name((*stmt.funccall).funcname)),
    }
}

unsafe fn routine(stmt: &pg_sys::CreateFunctionStmt) -> Nature {
    if !stmt.is_procedure {
        return Nature::Plain;
    }
    Nature::Procedure {
        name: last_name(stmt.funcname),
        body: option(stmt.options, "as")
            .and_then(|o| o.text())
            .unwrap_or_default(),
    }
}

/// ALTER TYPE … ADD VALUE; RENAME VALUE comes as the same node.
unsafe fn add_value(stmt: &pg_sys::AlterEnumStmt) -> Nature {
    if !stmt.oldVal.is_null() {
        return Nature::Plain;
    }
    Nature::AddValue {
        enum_name: last_name(stmt.typeName),
        value: text(stmt.newVal),
    }
}

/// The command's name when PostgreSQL refuses it inside a transaction block.
unsafe fn non_transactional(node: *mut pg_sys::Node) -> Option<&'static str> {
    use pg_sys::ObjectType::OBJECT_INDEX;
    match (*node).type_ {
        NodeTag::T_IndexStmt => (*node.cast::<pg_sys::IndexStmt>())
            .concurrent
            .then_some("CREATE INDEX CONCURRENTLY"),
        NodeTag::T_DropStmt => {
            let stmt = &*node.cast::<pg_sys::DropStmt>();
            (stmt.concurrent && stmt.removeType == OBJECT_INDEX)
                .then_some("DROP INDEX CONCURRENTLY")
        }
        NodeTag::T_ReindexStmt => reindex(&*node.cast()),
        NodeTag::T_VacuumStmt => (*node.cast::<pg_sys::VacuumStmt>())
            .is_vacuumcmd
            .then_some("VACUUM"),
        NodeTag::T_ClusterStmt => (*node.cast::<pg_sys::ClusterStmt>())
            .relation
            .is_null()
            .then_some("CLUSTER of all tables"),
        NodeTag::T_CreatedbStmt => Some("CREATE DATABASE"),
        NodeTag::T_DropdbStmt => Some("DROP DATABASE"),
        NodeTag::T_AlterDatabaseStmt => option(
            (*node.cast::<pg_sys::AlterDatabaseStmt>()).options,
            "tablespace",
        )
        .map(|_| "ALTER DATABASE … SET TABLESPACE"),
        NodeTag::T_CreateTableSpaceStmt => Some("CREATE TABLESPACE"),
        NodeTag::T_DropTableSpaceStmt => Some("DROP TABLESPACE"),
        NodeTag::T_AlterSystemStmt => Some("ALTER SYSTEM"),
        NodeTag::T_DiscardStmt => {
            let all =
                (*node.cast::<pg_sys::DiscardStmt>()).target == pg_sys::DiscardMode::DISCARD_ALL;
            all.then_some("DISCARD ALL")
        }
        NodeTag::T_AlterTableStmt => detach_concurrently(&*node.cast()),
        NodeTag::T_CreateSubscriptionStmt => {
            creates_slot(&*node.cast()).then_some("CREATE SUBSCRIPTION with a slot")
        }
        NodeTag::T_DropSubscriptionStmt => Some("DROP SUBSCRIPTION"),
        NodeTag::T_AlterSubscriptionStmt => {
            refreshes(&*node.cast()).then_some("ALTER SUBSCRIPTION with a refresh")
        }
        _ => None,
    }
}

unsafe fn reindex(stmt: &pg_sys::ReindexStmt) -> Option<&'static str> {
    use pg_sys::ReindexObjectType::{REINDEX_OBJECT_INDEX, REINDEX_OBJECT_TABLE};
    #[cfg(feature = "pg13")]
    let concurrent = stmt.concurrent;
    #[cfg(not(feature = "pg13"))]
    let concurrent = option(stmt.params, "concurrently").is_some_and(|o| o.is_on());
    if concurrent {
        return Some("REINDEX CONCURRENTLY");
    }
    match stmt.kind {
        REINDEX_OBJECT_INDEX | REINDEX_OBJECT_TABLE => None,
        _ => Some("REINDEX of a schema or database"),
    }
}

#[cfg(feature = "pg13")]
unsafe fn detach_concurrently(_stmt: &pg_sys::AlterTableStmt) -> Option<&'static str> {
    None
}

#[cfg(not(feature = "pg13"))]
unsafe fn detach_concurrently(stmt: &pg_sys::AlterTableStmt) -> Option<&'static str> {
    let concurrent = list::<pg_sys::AlterTableCmd>(stmt.cmds)
        .into_iter()
        .any(|cmd| {
            (*cmd).subtype == pg_sys::AlterTableType::AT_DetachPartition
                && cast::<pg_sys::PartitionCmd>((*cmd).def, NodeTag::T_PartitionCmd)
                    .is_some_and(|p| p.concurrent)
        });
    concurrent.then_some("ALTER TABLE … DETACH PARTITION CONCURRENTLY")
}

unsafe fn creates_slot(stmt: &pg_sys::CreateSubscriptionStmt) -> bool {
    !options(stmt.options).iter().any(|o| {
        let name = o.name();
        (name == "create_slot" || name == "connect" || name == "slot_name") && !o.is_on()
    })
}

unsafe fn refreshes(stmt: &pg_sys::AlterSubscriptionStmt) -> bool {
    use pg_sys::AlterSubscriptionType as kind;
    let refresh = stmt.kind != kind::ALTER_SUBSCRIPTION_OPTIONS
        && stmt.kind != kind::ALTER_SUBSCRIPTION_CONNECTION
        && stmt.kind != kind::ALTER_SUBSCRIPTION_ENABLED;
    refresh && option(stmt.options, "refresh").is_none_or(|o| o.is_on())
}
