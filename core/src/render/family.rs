//! Which file writes which kind.

use super::difference::Change;
use super::{
    constraint, event_trigger, extension, foreign, index, languages, operators, policy, privileges,
    replication, routines, rule, schema, sequence, statistics, table, target, text, trigger, types,
    view, Context,
};
use crate::schema::{Kind, Object};

/// What the statements for a kind of object are, without its owner, comment, labels and privileges,
/// which `mod.rs` adds for all kinds.
#[derive(Clone, Copy)]
pub struct Family {
    pub create: fn(&Object, &Context) -> Vec<String>,
    /// What has to wait until all objects are there.
    pub finish: fn(&Object, &Context) -> Vec<String>,
    pub drop: fn(&Object, &Context) -> Vec<String>,
    pub change: fn(&Object, &Object, &Context) -> Change,
    /// What of a change has to wait until all objects are there.
    pub finish_change: fn(&Object, &Object, &Context) -> Vec<String>,
    pub rename: fn(&Object, &Object) -> Option<Vec<String>>,
}

impl Family {
    /// A kind that needs no more than its CREATE: dropped and renamed as most are, and any change
    /// needs a new one.
    pub const fn new(create: fn(&Object, &Context) -> Vec<String>) -> Self {
        Family {
            create,
            finish: |_, _| Vec::new(),
            drop: |object, _| vec![format!("DROP {}", target::of(object))],
            change: |_, _, _| Change::Never,
            finish_change: |_, _, _| Vec::new(),
            rename: super::rename::plain,
        }
    }
}

/// The family of a kind.
pub fn of(kind: Kind) -> Family {
    match kind {
        Kind::Schema => schema::FAMILY,
        Kind::Extension => extension::FAMILY,
        Kind::Sequence => sequence::FAMILY,
        Kind::Table | Kind::ForeignTable => table::FAMILY,
        Kind::View => view::VIEW,
        Kind::MaterializedView => view::MATERIALIZED,
        Kind::Constraint => constraint::TABLE,
        Kind::DomainConstraint => constraint::DOMAIN,
        Kind::Index => index::FAMILY,
        Kind::Statistics => statistics::FAMILY,
        Kind::Rule => rule::FAMILY,
        Kind::Trigger => trigger::FAMILY,
        Kind::Policy => policy::FAMILY,
        Kind::DefaultPrivileges | Kind::Privileges => privileges::FAMILY,
        Kind::Language => languages::language::FAMILY,
        Kind::AccessMethod => languages::access_method::FAMILY,
        Kind::Transform => languages::transform::FAMILY,
        Kind::Collation => text::collation::FAMILY,
        Kind::Conversion => text::conversion::FAMILY,
        Kind::TextSearchParser => text::parser::PARSER,
        Kind::TextSearchTemplate => text::parser::TEMPLATE,
        Kind::TextSearchDictionary => text::dictionary::FAMILY,
        Kind::TextSearchConfiguration => text::configuration::FAMILY,
        Kind::ShellType => types::base::SHELL,
        Kind::BaseType => types::base::FAMILY,
        Kind::Enum => types::enumeration::FAMILY,
        Kind::Domain => types::domain::FAMILY,
        Kind::CompositeType => types::composite::FAMILY,
        Kind::RangeType => types::range::FAMILY,
        Kind::Function | Kind::Procedure => routines::function::FAMILY,
        Kind::Aggregate => routines::aggregate::FAMILY,
        Kind::Operator => operators::operator::FAMILY,
        Kind::OperatorFamily => operators::family::FAMILY,
        Kind::OperatorClass => operators::class::FAMILY,
        Kind::Cast => operators::cast::FAMILY,
        Kind::ForeignDataWrapper => foreign::wrapper::FAMILY,
        Kind::Server => foreign::server::FAMILY,
        Kind::UserMapping => foreign::user_mapping::FAMILY,
        Kind::Publication => replication::publication::FAMILY,
        Kind::Subscription => replication::subscription::FAMILY,
        Kind::EventTrigger => event_trigger::FAMILY,
    }
}
