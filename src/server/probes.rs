//! Counts in the data what the hazards of a plan are about.

use super::encoding::to_server;
use super::session::Settings;
use super::spi::Spi;
use super::subxact::Subxact;
use migrate_core::diff::{Hazard, Plan};
use std::collections::HashMap;

/// How many rows or values each probe finds. One that the caller's rights do not allow is missing.
pub struct Counts(HashMap<String, i64>);

impl Counts {
    /// Runs every probe of a plan once.
    pub fn of(spi: &Spi, plan: &Plan) -> Self {
        let scope = Settings::open();
        scope.set("search_path", "pg_catalog, pg_temp");
        let mut counts = HashMap::new();
        let hazards = plan.steps.iter().flat_map(|step| &step.hazards);
        for probe in hazards.filter_map(|hazard| hazard.probe.as_ref()) {
            if counts.contains_key(probe) {
                continue;
            }
            let subxact = Subxact::begin();
            match spi.count(&to_server(probe)) {
                Ok(count) => {
                    subxact.commit();
                    counts.insert(probe.clone(), count);
                }
                Err(_) => subxact.rollback(),
            }
        }
        scope.close();
        Counts(counts)
    }

    pub fn of_hazard(&self, hazard: &Hazard) -> Option<i64> {
        self.0.get(hazard.probe.as_ref()?).copied()
    }
}
