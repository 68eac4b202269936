//! Counts in the data what the hazards of a plan are about.

use super::encoding::to_server;
use super::session::Settings;
use super::spi::Spi;
use super::subxact::Subxact;
use std::collections::HashMap;

/// How many rows or values each probe finds. One that the caller's rights do not allow is missing.
#[derive(Default)]
pub struct Counts(HashMap<String, i64>);

impl Counts {
    /// Runs every probe once.
    pub fn of<'a>(spi: &Spi, probes: impl Iterator<Item = &'a str>) -> Self {
        let scope = Settings::open();
        scope.set("search_path", "pg_catalog, pg_temp");
        let mut counts = HashMap::new();
        for probe in probes {
            if counts.contains_key(probe) {
                continue;
            }
            let subxact = Subxact::begin();
            match spi.count(&to_server(probe)) {
                Ok(count) => {
                    subxact.commit();
                    counts.insert(probe.to_string(), count);
                }
                Err(_) => subxact.rollback(),
            }
        }
        scope.close();
        Counts(counts)
    }

    pub fn get(&self, probe: &str) -> Option<i64> {
        self.0.get(probe).copied()
    }
}
