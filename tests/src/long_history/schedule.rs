//! What happens when, and how often.

use super::growth::Growth;
use super::*;

const LENGTH: usize = 420;

type Change = fn(&mut Growth) -> Option<()>;

/// Changes with their weights: real histories are mostly columns, indexes and enums.
const MIX: &[(usize, Change)] = &[
    (9, columns::add),
    (3, columns::add_required),
    (4, columns::rename),
    (3, columns::retype),
    (3, columns::remove),
    (3, columns::check),
    (2, columns::search),
    (5, indexes::create),
    (2, indexes::unique),
    (4, indexes::concurrently),
    (2, indexes::rebuilt_concurrently),
    (2, indexes::regretted),
    (5, enums::add_label),
    (1, enums::add_and_use_label),
    (2, enums::add_labels),
    (2, enums::rename_label),
    (4, enums::replace),
    (4, views::create),
    (1, views::drop),
    (3, views::summary),
    (2, views::better_summary),
    (2, routines::nested_function),
    (2, routines::replaced_function),
    (2, routines::audit),
    (2, routines::procedure),
    (2, routines::policies),
    (2, routines::grants),
    (1, routines::constraint_trigger),
    (4, data::update),
    (2, data::backfill),
    (3, data::temporary),
    (2, data::temporary_in_transaction),
    (2, data::more_rows),
    (2, data::circle),
    (3, partitions::month),
    (1, partitions::archive),
    (1, types::domain),
    (1, types::composite),
    (2, types::curiosity),
    (1, types::short_lived),
    (2, settings::search_path),
    (2, settings::role),
    (1, settings::dumped),
    (1, settings::formats),
    (2, transactions::wrapped),
    (1, transactions::two_pairs),
    (1, transactions::isolated),
    (1, transactions::savepoint),
    (2, transactions::vacuum),
    (1, files::empty),
    (1, files::comment),
    (1, files::crlf),
    (1, files::byte_order_mark),
    (1, files::unfinished),
    (1, files::strings),
];

/// The foundation, then areas that open one after the other, with changes to what is there in between.
pub fn run(growth: &mut Growth) {
    foundation::run(growth);
    partitions::run(growth);
    areas::open(growth);
    areas::open(growth);
    once_each(growth);
    let mut next_area = growth.len() + 20;
    while growth.len() < LENGTH {
        if growth.len() >= next_area && areas::open(growth) {
            next_area = growth.len() + 20;
        }
        some_change(growth);
    }
}

/// Every kind of change happens at least once, as soon as it can.
fn once_each(growth: &mut Growth) {
    let mut waiting: Vec<Change> = MIX.iter().map(|&(_, change)| change).collect();
    while !waiting.is_empty() {
        waiting.retain(|change| change(growth).is_none());
    }
}

fn some_change(growth: &mut Growth) {
    let mut lot = growth
        .dice
        .below(MIX.iter().map(|(weight, _)| weight).sum());
    for (weight, change) in MIX {
        if lot < *weight {
            // where there is nothing to change this time, the next one will do
            change(growth);
            return;
        }
        lot -= weight;
    }
}
